// Checks that the packed scripts use no name of React that React 16.8 lacks: `node react-names.mjs PKG`.
//
// A bundler that finds such a name after `import * as React` refuses to build, whatever the code does with it. The sources do not show
// that, because a minifier replaces a computed name by a plain one where it can.

import { readFile, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** The exports of React 16.8, which all later Reacts have too. */
const ALWAYS = new Set(
  `Children Component Fragment PureComponent StrictMode Suspense cloneElement createContext createElement createRef forwardRef
  isValidElement lazy memo useCallback useContext useDebugValue useEffect useImperativeHandle useLayoutEffect useMemo
  useReducer useRef useState version`.split(/\s+/),
);

const dist = resolve(process.argv[2], 'dist');
const files = (await readdir(dist)).filter((file) => /\.c?js$/.test(file));
let asked = 0;
for (const file of files) {
  const names = reactNames(parseAst(await readFile(`${dist}/${file}`, 'utf8')));
  const missing = names.filter((name) => !ALWAYS.has(name));
  if (missing.length) throw new Error(`dist/${file} names ${missing.join(', ')}, which not every React has`);
  asked += names.length;
}
if (asked === 0) throw new Error(`no script in ${dist} names anything of React: has this check gone blind?`);

/** Every member of React that a script names in a form that can be read without running it. */
function reactNames(script) {
  const names = [];
  const react = new Set();
  for (const node of nodes(script)) {
    if (node.type === 'ImportDeclaration' && node.source.value === 'react') {
      for (const { type, local, imported } of node.specifiers) {
        if (type === 'ImportSpecifier') names.push(imported.name ?? imported.value);
        else react.add(local.name);
      }
    }
    // Also where the CommonJS build hands it through a function of its own: `react = __toESM(react)`.
    if (node.type === 'VariableDeclarator' && isRequireOfReact(node.init) && node.id.type === 'Identifier') react.add(node.id.name);
  }
  for (const node of nodes(script)) {
    if (node.type === 'MemberExpression' && isReact(node.object)) names.push(...memberName(node));
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && (isReact(node.init) || isRequireOfReact(node.init))) {
      names.push(...node.id.properties.map((property) => property.key?.name ?? 'all that is left of it'));
    }
  }
  return names;

  function isReact(node) {
    return node?.type === 'Identifier' && react.has(node.name);
  }
}

/** The name after the dot, or the text in brackets if it is a constant. */
function memberName({ computed, property }) {
  if (!computed) return [property.name];
  if (property.type === 'Literal') return [String(property.value)];
  const constant = [...nodes(property)].every((node) => node.type !== 'Identifier' || isMemberName(property, node));
  return constant ? ['something that a minifier can compute'] : [];
}

function isMemberName(tree, identifier) {
  return [...nodes(tree)].some((node) => node.type === 'MemberExpression' && !node.computed && node.property === identifier);
}

function isRequireOfReact(node) {
  return node?.type === 'CallExpression' && node.callee.name === 'require' && node.arguments[0]?.value === 'react';
}

function* nodes(node) {
  if (Array.isArray(node)) for (const each of node) yield* nodes(each);
  else if (typeof node?.type === 'string') {
    yield node;
    for (const value of Object.values(node)) if (typeof value === 'object') yield* nodes(value);
  }
}

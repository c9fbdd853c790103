import { parseExpression } from '@babel/parser';
import type * as t from '@babel/types';
import { Edits } from './edits.js';
import { removeMembers } from './lists.js';
import { FORMER_PACKAGE, PACKAGE } from './names.js';
import { type Remark, lineOf } from './remarks.js';
import { keyName, span } from './syntax.js';

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Replaces the former package in a `package.json`, and keeps order, indentation and everything else. JSON has no comments, so what is
 * left to a person is only in the remarks.
 *
 * @throws `SyntaxError` if it is not JSON.
 */
export function rewritePackageJson(text: string, range: string): { text: string; remarks: Remark[] } {
  JSON.parse(text);
  const root = parseExpression(text);
  const edits = new Edits(text);
  const remarks: Remark[] = [];
  const note = (node: t.Node, what: string) => remarks.push({ kind: 'note', line: lineOf(text, span(node)[0]), text: what });
  if (root.type !== 'ObjectExpression') return { text, remarks };

  for (const section of properties(root)) {
    const name = keyName(section.key) ?? '';
    if (section.value.type !== 'ObjectExpression') continue;
    const all = properties(section.value);
    const former = all.find((entry) => keyName(entry.key) === FORMER_PACKAGE);
    if (!former) {
      if (text.slice(...span(section.value)).includes(FORMER_PACKAGE)) note(section, `${name} names ${FORMER_PACKAGE}: change it by hand`);
      continue;
    }
    if (DEPENDENCIES.includes(name)) {
      if (all.some((entry) => keyName(entry.key) === PACKAGE)) {
        const [start, end] = span(section.value);
        removeMembers(edits, start + 1, end - 1, all, new Set([former]));
        continue;
      }
      edits.replace(span(former.key)[0] + 1, span(former.key)[1] - 1, PACKAGE);
      edits.replace(span(former.value)[0], span(former.value)[1], JSON.stringify(range));
      const old = former.value.type === 'StringLiteral' ? former.value.value : '';
      if (old.includes(':')) note(former, `${name}: it was taken from ${JSON.stringify(old)}, now ${range} from the registry`);
    } else if (name === 'peerDependenciesMeta') {
      edits.replace(span(former.key)[0] + 1, span(former.key)[1] - 1, PACKAGE);
    } else note(former, `${name} names ${FORMER_PACKAGE}: change it by hand`);
  }
  return { text: edits.apply(), remarks };
}

function properties(object: t.ObjectExpression): t.ObjectProperty[] {
  return object.properties.filter((property): property is t.ObjectProperty => property.type === 'ObjectProperty');
}

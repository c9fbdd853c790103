import { parse, type ParserPlugin } from '@babel/parser';
import traverse, { type NodePath } from '@babel/traverse';
import type * as t from '@babel/types';

/**
 * Parses a file, with the scopes of its variables.
 *
 * @throws the parser's `SyntaxError`, which names the line.
 */
export function readProgram(code: string, fileName: string): NodePath<t.Program> {
  let first: unknown;
  for (const plugins of dialects(fileName)) {
    for (const sourceType of ['module', 'script'] as const) {
      try {
        const file = parse(code, {
          sourceType,
          plugins,
          allowReturnOutsideFunction: true,
          allowUndeclaredExports: true,
          createParenthesizedExpressions: false,
        });
        let program: NodePath<t.Program> | undefined;
        traverse(file, {
          Program(path) {
            program = path;
            path.stop();
          },
        });
        if (program) {
          referTypes(program);
          return program;
        }
      } catch (error) {
        first ??= error;
      }
    }
  }
  throw first;
}

/** Adds the uses of variables in types, which Babel's scopes leave out. */
function referTypes(program: NodePath<t.Program>): void {
  const refer = (path: NodePath) => {
    let name = path;
    while (name.isTSQualifiedName() || name.isQualifiedTypeIdentifier())
      name = name.get(name.isTSQualifiedName() ? 'left' : 'qualification') as NodePath;
    if (!name.isIdentifier()) return;
    const binding = name.scope.getBinding(name.node.name);
    if (binding && !binding.referencePaths.some((use) => use.node === name.node)) binding.reference(name);
  };
  program.traverse({
    TSTypeReference: (path) => refer(path.get('typeName') as NodePath),
    TSTypeQuery: (path) => refer(path.get('exprName') as NodePath),
    TSInterfaceHeritage: (path) => refer(path.get('expression') as NodePath),
    TSClassImplements: (path) => refer(path.get('expression') as NodePath),
    GenericTypeAnnotation: (path) => refer(path.get('id') as NodePath),
  });
}

function dialects(fileName: string): ParserPlugin[][] {
  if (/\.tsx$/.test(fileName))
    return [
      ['typescript', 'jsx', 'decorators'],
      ['typescript', 'jsx', 'decorators-legacy'],
    ];
  if (/\.[mc]?ts$/.test(fileName))
    return [
      ['typescript', 'decorators'],
      ['typescript', 'decorators-legacy'],
    ];
  return [
    ['jsx', 'decorators'],
    ['jsx', 'flow', 'decorators'],
    ['jsx', 'decorators-legacy'],
  ];
}

/** The name of a property, member or specifier; undefined if it is computed. */
export function keyName(node: t.Node, computed = false): string | undefined {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type === 'JSXIdentifier' || (node.type === 'Identifier' && !computed)) return node.name;
  return undefined;
}

/** The expression inside casts and parentheses. */
export function unwrap(path: NodePath): NodePath {
  let p = path;
  while (
    p.isTSAsExpression() ||
    p.isTSSatisfiesExpression() ||
    p.isTSNonNullExpression() ||
    p.isTSTypeAssertion() ||
    p.isParenthesizedExpression() ||
    p.isTypeCastExpression()
  ) {
    p = p.get('expression') as NodePath;
  }
  return p;
}

/** The outermost cast, parenthesis or `await` around an expression. */
export function wrapped(path: NodePath, withAwait = false): NodePath {
  let p = path;
  for (let up = p.parentPath; up; up = p.parentPath) {
    const around =
      up.isTSAsExpression() ||
      up.isTSSatisfiesExpression() ||
      up.isTSNonNullExpression() ||
      up.isTSTypeAssertion() ||
      up.isParenthesizedExpression() ||
      (withAwait && up.isAwaitExpression());
    if (!around) break;
    p = up;
  }
  return p;
}

/** The properties of an object pattern or an object literal. */
export function members(path: NodePath<t.ObjectPattern> | NodePath<t.ObjectExpression>): NodePath[] {
  return path.get('properties') as NodePath[];
}

export function span(node: t.Node): [number, number] {
  return [node.start ?? 0, node.end ?? 0];
}

/** The variable that a property of a pattern declares, without its default value. */
export function boundIdentifier(property: NodePath): NodePath<t.Identifier> | undefined {
  if (!property.isObjectProperty()) return undefined;
  let value = property.get('value') as NodePath;
  if (value.isAssignmentPattern()) value = value.get('left') as NodePath;
  return value.isIdentifier() ? value : undefined;
}

/** Whether this is an element of a hook's dependency list, which only repeats what the hook uses. */
export function isDependency(path: NodePath): boolean {
  return path.parentPath?.isArrayExpression() === true && path.parentPath.parentPath?.isCallExpression() === true;
}

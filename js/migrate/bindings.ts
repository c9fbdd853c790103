import type { Binding, NodePath } from '@babel/traverse';
import type { Edits } from './edits.js';
import { span } from './syntax.js';

/**
 * Renames a variable wherever it is used. Returns false and does nothing if the new name would clash with another variable, or if
 * other files use the variable by its name.
 */
export function renameVariable(edits: Edits, binding: Binding, to: string): boolean {
  const uses = binding.referencePaths;
  const taken =
    binding.constantViolations.length > 0 ||
    binding.scope.hasBinding(to, { noGlobals: true }) ||
    Object.hasOwn(binding.scope.getProgramParent().globals, to) ||
    uses.some((use) => use.scope.hasBinding(to, { noGlobals: true }) || use.parentPath?.isExportSpecifier()) ||
    isExported(binding);
  if (taken) return false;
  for (const use of uses) {
    const [start, end] = span(use.node);
    const property = use.parentPath;
    const shorthand = property?.isObjectProperty() && property.node.shorthand;
    edits.replace(start, end, shorthand ? `${binding.identifier.name}: ${to}` : to);
  }
  return true;
}

/** Whether other files can use a variable, so that this file does not show all of its uses. */
export function isExported(binding: Binding): boolean {
  if (binding.kind === 'param') return false;
  const statement = binding.path.isStatement() ? binding.path : binding.path.findParent((p) => p.isStatement());
  return statement?.parentPath?.isExportDeclaration() === true || binding.referencePaths.some((use) => use.parentPath?.isExportSpecifier());
}

/** The variable that an identifier refers to, if this file declares it. */
export function bindingOf(path: NodePath): Binding | undefined {
  return path.isIdentifier() || path.isJSXIdentifier() ? path.scope.getBinding(path.node.name) : undefined;
}

/** The initial value of a variable that is never assigned again. */
export function initialValue(binding: Binding): NodePath | undefined {
  if (binding.constantViolations.length > 0 || !binding.path.isVariableDeclarator()) return undefined;
  if (binding.path.node.id.type !== 'Identifier' || !binding.path.node.init) return undefined;
  return binding.path.get('init') as NodePath;
}

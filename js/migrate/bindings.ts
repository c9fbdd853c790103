import type { Binding, NodePath } from '@babel/traverse';
import type { Edits } from './edits.js';
import { span } from './syntax.js';

/**
 * Gives a variable another name, wherever it is used; false, and nothing done, where that would catch or hide
 * something else of that name, or where other files know the variable by its name.
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

/** Whether other files can use a variable, so that not all of its uses are in sight. */
export function isExported(binding: Binding): boolean {
  if (binding.kind === 'param') return false;
  const statement = binding.path.isStatement() ? binding.path : binding.path.findParent((p) => p.isStatement());
  return statement?.parentPath?.isExportDeclaration() === true || binding.referencePaths.some((use) => use.parentPath?.isExportSpecifier());
}

/** The variable that an identifier stands for, if this file declares it. */
export function bindingOf(path: NodePath): Binding | undefined {
  return path.isIdentifier() || path.isJSXIdentifier() ? path.scope.getBinding(path.node.name) : undefined;
}

/** The expression that a variable got once and for all, if it is a `const` or never assigned again. */
export function initialValue(binding: Binding): NodePath | undefined {
  if (binding.constantViolations.length > 0 || !binding.path.isVariableDeclarator()) return undefined;
  if (binding.path.node.id.type !== 'Identifier' || !binding.path.node.init) return undefined;
  return binding.path.get('init') as NodePath;
}

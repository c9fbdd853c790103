import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { FORMER_PACKAGE } from './names.js';
import { keyName } from './syntax.js';

/** One place that imports the former package. */
export interface Reference {
  /** The string or template that holds the name. */
  source: NodePath;
  /** What follows the package's name: '' for its main entry. */
  subpath: string;
  /** The declaration, call or type that imports it. */
  holder: NodePath;
  kind: 'import' | 'export' | 'require' | 'dynamic' | 'mock' | 'type' | 'module';
}

/** Every place in a file that imports the former package, in any form. A string that only mentions its name does not count. */
export function findReferences(program: NodePath<t.Program>): Reference[] {
  const found: Reference[] = [];
  const look = (source: NodePath, value: string) => {
    if (value !== FORMER_PACKAGE && !value.startsWith(`${FORMER_PACKAGE}/`)) return;
    const classified = classify(source);
    if (classified) found.push({ source, subpath: value.slice(FORMER_PACKAGE.length), ...classified });
  };
  program.traverse({
    StringLiteral(path) {
      look(path, path.node.value);
    },
    TemplateLiteral(path) {
      const only = path.node.quasis.length === 1 ? path.node.quasis[0] : undefined;
      if (only) look(path, only.value.cooked ?? '');
    },
  });
  return found;
}

function classify(source: NodePath): Pick<Reference, 'holder' | 'kind'> | undefined {
  const holder = source.parentPath;
  if (!holder) return undefined;
  if (holder.isImportDeclaration()) return { holder, kind: 'import' };
  if (holder.isExportNamedDeclaration() || holder.isExportAllDeclaration()) return { holder, kind: 'export' };
  if (holder.isTSExternalModuleReference()) return { holder, kind: 'require' };
  if (holder.isTSModuleDeclaration()) return { holder, kind: 'module' };
  if (holder.isImportExpression() && source.key === 'source') return { holder, kind: 'dynamic' };
  const type = source.findParent((p) => p.isTSImportType());
  if (type && source.findParent((p) => p.isTSImportType() || p.isStatement()) === type) return { holder: type, kind: 'type' };
  if (holder.isCallExpression() && source.listKey === 'arguments' && source.key === 0) {
    const callee = holder.get('callee') as NodePath;
    if (callee.isImport()) return { holder, kind: 'dynamic' };
    if (callee.isIdentifier({ name: 'require' })) return { holder, kind: 'require' };
    if (callee.isMemberExpression()) {
      const object = callee.get('object') as NodePath;
      const method = keyName(callee.node.property) ?? '';
      if (object.isIdentifier({ name: 'require' }) && method === 'resolve') return { holder, kind: 'mock' };
      if (object.isIdentifier() && /^(jest|vi|vitest|mock|td)$/.test(object.node.name)) {
        return {
          holder,
          kind: /^(requireActual|requireMock)$/.test(method) ? 'require' : /^import(Actual|Mock)$/.test(method) ? 'dynamic' : 'mock',
        };
      }
    }
  }
  return undefined;
}

import type { Binding, NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { renameVariable } from './bindings.js';
import type { Edits } from './edits.js';
import { inside, removeMembers } from './lists.js';
import { FORMER_PACKAGE, GONE_EXPORTS, KEPT_EXPORTS, PACKAGE, RENAMED_EXPORTS } from './names.js';
import type { Reference } from './references.js';
import type { Remarks } from './remarks.js';
import { boundIdentifier, keyName, members, span, wrapped } from './syntax.js';
import type { Uses } from './uses.js';

/** Rewrites imports and exports of the former package, in all their forms, and the names that they bring in. */
export class Modules {
  readonly #unused: { specifier: NodePath; name: string; binding: Binding | undefined }[] = [];

  constructor(
    readonly edits: Edits,
    readonly remarks: Remarks,
    readonly uses: Uses,
  ) {}

  rewrite({ source, subpath, holder, kind }: Reference): void {
    if (subpath !== '') {
      this.remarks.todo(
        holder,
        `${FORMER_PACKAGE}${subpath} has no counterpart: ${PACKAGE} has /core, /testing, /server and /passage.wasm`,
      );
      return;
    }
    const [start, end] = span(source.node);
    this.edits.replace(start + 1, end - 1, PACKAGE);
    if (holder.isImportDeclaration()) for (const specifier of holder.get('specifiers')) this.#specifier(specifier);
    else if (holder.isExportAllDeclaration()) this.#reexport(holder);
    else if (holder.isExportNamedDeclaration()) this.#exportNames(holder);
    else if (kind === 'type') this.#importType(holder as NodePath<t.TSImportType>);
    else if (kind === 'module') this.remarks.todo(holder, 'check these declarations against the types of the new package');
    else if (kind === 'mock') this.#mock(holder);
    else if (holder.isTSExternalModuleReference()) this.#importEquals(holder);
    else this.#namespaceValue(holder);
  }

  /** Removes imports of removed exports if nothing uses them any more; the others are left to a person. */
  finish(): void {
    for (const holder of new Set(this.#unused.map((entry) => entry.specifier.parentPath as NodePath<t.ImportDeclaration>))) {
      const gone = new Set<t.Node>();
      for (const { specifier, name, binding } of this.#unused) {
        if (specifier.parentPath !== holder) continue;
        if (binding?.referencePaths.every((use) => this.edits.isRemoved(...span(use.node)))) gone.add(specifier.node);
        else this.remarks.todo(specifier, GONE_EXPORTS[name] ?? `${PACKAGE} has no export ${name}`);
      }
      if (gone.size === 0) continue;
      const all = holder.node.specifiers;
      const named = all.filter((node) => node.type === 'ImportSpecifier');
      const [start, end] = span(holder.node);
      if (gone.size === all.length) {
        const eol = /^[ \t]*\r?\n/.exec(this.edits.code.slice(end))?.[0].length ?? 0;
        this.edits.remove(start, end + eol);
      } else {
        const [open, close] = inside(this.edits.code, span(named[0] ?? holder.node)[0], span(holder.node.source)[0]);
        removeMembers(this.edits, open, close, named, gone);
      }
    }
  }

  #specifier(specifier: NodePath): void {
    const binding = specifier.scope.getBinding((specifier.node as t.ImportSpecifier).local.name);
    if (specifier.isImportNamespaceSpecifier()) {
      for (const use of binding?.referencePaths ?? []) this.#namespaceValue(use);
      return;
    }
    const name = specifier.isImportSpecifier() ? (keyName(specifier.node.imported) ?? '') : 'default';
    if (name === 'default') {
      this.remarks.todo(specifier, `${PACKAGE} has no default export: import { usePassage, openAppClip } instead`);
      for (const use of binding?.referencePaths ?? []) this.#namespaceValue(use);
      return;
    }
    const to = RENAMED_EXPORTS[name];
    if (to !== undefined) {
      const imported = specifier.get('imported') as NodePath;
      const [start, end] = span(imported.node);
      const sameName = span(imported.node)[0] === span((specifier.node as t.ImportSpecifier).local)[0];
      if (!sameName) this.edits.replace(start, end, to);
      else if (binding && renameVariable(this.edits, binding, to)) this.edits.replace(start, end, to);
      else this.edits.insert(start, `${to} as `);
    } else if (!KEPT_EXPORTS.has(name)) this.#unused.push({ specifier, name, binding });
    for (const use of binding?.referencePaths ?? []) this.#use(name, use);
  }

  #use(name: string, use: NodePath): void {
    this.uses.ofExport(name, use);
  }

  /** Rewrites the use of a value that is the whole module: `Passage` of `import * as Passage`, or `require(…)`. */
  #namespaceValue(value: NodePath): void {
    const outer = wrapped(value, true);
    const parent = outer.parentPath;
    if (parent?.isMemberExpression() && outer.key === 'object') {
      const property = parent.get('property') as NodePath;
      const name = keyName(property.node, parent.node.computed);
      if (name === 'then' && parent.parentPath?.isCallExpression()) this.#loaded(parent.parentPath);
      else if (name !== undefined) this.#member(name, property, parent);
    } else if (parent?.isJSXMemberExpression() && outer.key === 'object') {
      if (!parent.parentPath?.isJSXClosingElement()) this.#member(parent.node.property.name, parent.get('property'), parent);
    } else if (parent?.isTSQualifiedName() && outer.key === 'left') {
      this.#member(parent.node.right.name, parent.get('right'), parent);
    } else if (parent?.isVariableDeclarator() && outer.key === 'init') this.#target(parent.get('id') as NodePath);
    else if (parent?.isAssignmentExpression() && outer.key === 'right') this.#target(parent.get('left') as NodePath);
  }

  /** Rewrites `import(…).then((module) => …)`. */
  #loaded(call: NodePath<t.CallExpression>): void {
    const callback = (call.get('arguments') as NodePath[])[0];
    const param = callback?.isFunction() ? (callback.get('params') as NodePath[])[0] : undefined;
    if (param) this.#target(param);
  }

  /** Rewrites what the module is assigned to: a variable, or a pattern that takes some of its exports. */
  #target(target: NodePath): void {
    if (target.isIdentifier()) {
      const binding = target.scope.getBinding(target.node.name);
      for (const use of binding?.referencePaths ?? []) this.#namespaceValue(use);
    } else if (target.isObjectPattern()) {
      for (const property of members(target)) {
        const name = property.isObjectProperty() ? keyName(property.node.key, property.node.computed) : undefined;
        if (!property.isObjectProperty() || name === undefined) continue;
        const local = boundIdentifier(property);
        const binding = local && property.scope.getBinding(local.node.name);
        const to = RENAMED_EXPORTS[name];
        if (to === undefined) this.#checkName(name, property);
        else if (!property.node.shorthand) this.edits.replace(...span(property.node.key), to);
        else if (local && binding && renameVariable(this.edits, binding, to)) this.edits.replace(...span(local.node), to);
        else this.edits.insert(span(property.node)[0], `${to}: `);
        for (const use of binding?.referencePaths ?? []) this.#use(name, use);
      }
    }
  }

  #member(name: string, property: NodePath, whole: NodePath): void {
    const to = RENAMED_EXPORTS[name];
    if (to === undefined) this.#checkName(name, whole);
    else this.edits.replace(...span(property.node), to);
    this.#use(name, whole);
  }

  #checkName(name: string, at: NodePath): void {
    if (!KEPT_EXPORTS.has(name)) this.remarks.todo(at, GONE_EXPORTS[name] ?? `${PACKAGE} has no export ${name}`);
  }

  #exportNames(holder: NodePath<t.ExportNamedDeclaration>): void {
    for (const specifier of holder.get('specifiers')) {
      if (!specifier.isExportSpecifier()) continue;
      const name = keyName(specifier.node.local) ?? '';
      const to = RENAMED_EXPORTS[name];
      const exported = keyName(specifier.node.exported);
      if (to !== undefined) {
        const [start, end] = span(specifier.node.local);
        this.edits.replace(start, end, exported === name ? `${to} as ${name}` : to);
      } else this.#checkName(name, specifier);
    }
    this.#reexport(holder);
  }

  #reexport(holder: NodePath): void {
    this.remarks.todo(holder, 'passed on from here: files that import it from this one are not rewritten, check them');
  }

  #importType(holder: NodePath<t.TSImportType>): void {
    const qualifier = holder.node.qualifier;
    const name = qualifier?.type === 'Identifier' ? qualifier.name : undefined;
    if (!qualifier || name === undefined) return;
    const to = RENAMED_EXPORTS[name];
    if (to === undefined) this.#checkName(name, holder);
    else this.edits.replace(...span(qualifier), to);
  }

  #importEquals(holder: NodePath): void {
    const declaration = holder.parentPath;
    if (declaration?.isTSImportEqualsDeclaration()) this.#target(declaration.get('id'));
  }

  #mock(call: NodePath): void {
    if ((call.get('arguments') as NodePath[]).length < 2) return;
    this.remarks.todo(
      call,
      'check this fake: usePassage returns { openAppClip, close, ready, status, error } now; /testing has a ready one',
    );
  }
}

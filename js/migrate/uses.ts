import type { Binding, NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { bindingOf, initialValue, renameVariable } from './bindings.js';
import type { Edits } from './edits.js';
import { GONE_HOOK_FIELDS, HOOK_FIELDS, OPTION_TYPES, SETTING_TYPES } from './names.js';
import type { Options } from './options.js';
import type { Remarks } from './remarks.js';
import type { Settings } from './settings.js';
import { boundIdentifier, isDependency, keyName, members, span, unwrap, wrapped } from './syntax.js';

/** Follows the package's exports to where they are used, and rewrites those places. */
export class Uses {
  readonly #followed = new Set<t.Node>();

  constructor(
    readonly edits: Edits,
    readonly remarks: Remarks,
    readonly options: Options,
    readonly settings: Settings,
  ) {}

  /** Rewrites one use of the export `name`. `use` is the expression, type or element that refers to it. */
  ofExport(name: string, use: NodePath): void {
    if (use.parentPath?.isExportSpecifier()) {
      this.remarks.todo(
        use.parentPath.parentPath as NodePath,
        'passed on from here: files that import it from this one are not rewritten, check them',
      );
      return;
    }
    const binding = name === 'close' ? bindingOf(use) : undefined;
    if (binding) this.options.callbacks.harmless.add(binding.identifier);
    if (name === 'usePassage') this.#ofHook(use);
    else if (name === 'openAppClip' || name === 'open') this.#ofOpen(use);
    else if (name === 'configure') {
      const call = callOf(use);
      const config = call && (call.get('arguments') as NodePath[])[0];
      if (call && config) this.settings.rewrite(config, call);
    } else if (name === 'PassageProvider') this.#ofProvider(use);
    else if (OPTION_TYPES.has(name) || SETTING_TYPES.has(name)) this.#ofType(name, use);
  }

  /** Whether a call, or an object that holds options, was rewritten or remarked on. */
  isHandled(node: t.Node): boolean {
    return this.#followed.has(node);
  }

  #ofProvider(use: NodePath): void {
    const outer = use.parentPath?.isJSXMemberExpression() ? use.parentPath : use;
    if (outer.parentPath?.isJSXOpeningElement()) {
      this.settings.provider(outer.parentPath.get('attributes') as NodePath[]);
    } else if (outer.parentPath?.isCallExpression() && outer.listKey === 'arguments' && outer.key === 0) {
      const props = (outer.parentPath.get('arguments') as NodePath[])[1];
      if (!props?.isObjectExpression()) return;
      for (const property of members(props)) {
        if (property.isObjectProperty() && keyName(property.node.key) === 'config')
          this.settings.rewrite(property.get('value') as NodePath, property);
      }
    }
  }

  #ofType(name: string, use: NodePath): void {
    const type = use.findParent((p) => p.isTSTypeReference() || p.isGenericTypeAnnotation());
    const holder = type?.parentPath;
    const add = (value: NodePath) => {
      if (SETTING_TYPES.has(name)) this.settings.rewrite(value, value);
      else this.options.add(value, value, false);
    };
    const options = OPTION_TYPES.has(name);
    if (holder?.isTSSatisfiesExpression() || holder?.isTSAsExpression()) add(holder.get('expression') as NodePath);
    else if (holder?.isTSTypeAnnotation() || holder?.isTypeAnnotation()) this.#ofTyped(holder.parentPath as NodePath, options, add);
    else if (options && type) this.#optionNames(type);
  }

  /** Rewrites a variable, parameter or class member whose type is from the package. */
  #ofTyped(typed: NodePath, options: boolean, add: (value: NodePath) => void): void {
    if (typed.isClassProperty()) {
      if (typed.node.value) add(typed.get('value') as NodePath);
    } else if (options) this.options.declare(typed);
    else if (typed.parentPath?.isVariableDeclarator() && typed.parentPath.node.init) add(typed.parentPath.get('init') as NodePath);
  }

  /** Rewrites the names in `OpenAppClipOptions['onExit']` and `Pick<OpenAppClipOptions, 'onExit' | 'onError'>`. */
  #optionNames(type: NodePath): void {
    const around = type.parentPath;
    const names =
      around?.isTSIndexedAccessType() && type.key === 'objectType'
        ? (around.get('indexType') as NodePath)
        : around?.isTSTypeParameterInstantiation() && type.key === 0
          ? around
          : undefined;
    names?.traverse({
      StringLiteral: (literal) => {
        const to = this.options.successor(literal.node.value);
        if (to !== undefined && to !== literal.node.value) this.#replaceKey(literal, to);
      },
    });
  }

  #ofHook(use: NodePath): void {
    const call = callOf(use);
    if (!call) {
      if (!isInType(use) && !isExpectation(wrapped(use).parentPath)) {
        this.remarks.todo(
          use,
          'usePassage is passed on: it returns { openAppClip, close, ready, status, error } now; /testing has a fake for tests',
        );
      }
      return;
    }
    const config = (call.get('arguments') as NodePath[])[0];
    if (config) this.settings.rewrite(config, call);
    this.#ofHookResult(call);
  }

  #ofHookResult(result: NodePath): void {
    const value = wrapped(result);
    const parent = value.parentPath;
    if (parent?.isVariableDeclarator() && value.key === 'init') {
      const id = parent.get('id') as NodePath;
      if (id.isObjectPattern()) this.#ofHookPattern(id);
      else if (id.isIdentifier()) this.#follow(id.scope.getBinding(id.node.name), (use) => this.#ofHookResult(use));
    } else if (isMemberOf(parent, value)) {
      const property = parent.get('property') as NodePath;
      const name = keyName(property.node, (parent.node as t.MemberExpression).computed);
      if (name === 'open') this.#replaceKey(property, 'openAppClip');
      if (name === 'open' || name === 'openAppClip') this.#ofOpen(parent, name);
      else if (name !== undefined) this.#checkField(name, parent);
    } else if (!parent?.isExpressionStatement() && !isDependency(value) && !isInType(value)) {
      this.remarks.todo(value, 'what usePassage returns is passed on: it is { openAppClip, close, ready, status, error } now');
    }
  }

  #ofHookPattern(pattern: NodePath<t.ObjectPattern>): void {
    for (const property of members(pattern)) {
      const name = property.isObjectProperty() ? keyName(property.node.key, property.node.computed) : undefined;
      if (!property.isObjectProperty() || name === undefined) {
        this.remarks.todo(property, 'check what is taken here: usePassage returns { openAppClip, close, ready, status, error } now');
        continue;
      }
      const local = boundIdentifier(property);
      const binding = local && property.scope.getBinding(local.node.name);
      if (name !== 'open' && name !== 'openAppClip') {
        this.#checkField(name, property);
        if (name === 'close' && binding) this.options.callbacks.harmless.add(binding.identifier);
        continue;
      }
      if (name === 'open') this.#renameField(property, local, binding);
      this.#follow(binding, (use) => this.#ofOpen(use, name));
    }
  }

  /** Renames `{ open }` to `{ openAppClip }`, or to `{ openAppClip: open }` if the new name is taken. */
  #renameField(property: NodePath<t.ObjectProperty>, local: NodePath<t.Identifier> | undefined, binding: Binding | undefined): void {
    if (!property.node.shorthand) this.#replaceKey(property.get('key') as NodePath, 'openAppClip');
    else if (local && binding && renameVariable(this.edits, binding, 'openAppClip')) this.edits.replace(...span(local.node), 'openAppClip');
    else this.edits.insert(span(property.node)[0], 'openAppClip: ');
  }

  #checkField(name: string, at: NodePath): void {
    if (HOOK_FIELDS.has(name)) return;
    this.remarks.todo(at, GONE_HOOK_FIELDS[name] ?? `usePassage does not return ${name}`);
  }

  /** Rewrites one use of the function. `former` is its former name: only `open` could be called with a token alone. */
  #ofOpen(use: NodePath, former = 'openAppClip'): void {
    const value = wrapped(use);
    const parent = value.parentPath;
    const call = callOf(value);
    if (call) this.#ofOpenCall(call, former);
    else if (parent?.isVariableDeclarator() && value.key === 'init' && parent.get('id').isIdentifier()) {
      this.#follow(parent.scope.getBinding((parent.node.id as t.Identifier).name), (next) => this.#ofOpen(next, former));
    } else if (!isDependency(value) && !isInType(value) && !isMemberOf(parent, value) && !isExpectation(parent)) {
      this.remarks.todo(
        value,
        'openAppClip is passed on: whoever calls it has to give claimCode, onConnectionComplete, onConnectionError and onClose',
      );
    }
  }

  #ofOpenCall(call: NodePath<t.CallExpression>, former: string): void {
    if (this.#followed.has(call.node)) return;
    this.#followed.add(call.node);
    const [first, second] = call.get('arguments') as NodePath[];
    if (!first)
      this.remarks.todo(call, 'openAppClip needs its options here: { claimCode, onConnectionComplete, onConnectionError, onClose }');
    else if (former === 'open' && (second || isToken(first))) this.#tokenArgument(call, first, second);
    else this.options.add(first, call, true);
    const then = call.parentPath;
    if (then?.isMemberExpression() && call.key === 'object' && /^(then|catch|finally)$/.test(keyName(then.node.property) ?? '')) {
      this.remarks.todo(call, 'openAppClip returns { close, result } at once: result is the promise, and never rejects');
    }
  }

  /** Rewrites `open(token, { … })`. */
  #tokenArgument(call: NodePath<t.CallExpression>, token: NodePath, options: NodePath | undefined): void {
    const [start, end] = span(token.node);
    const text = this.edits.code.slice(start, end);
    const claim = text === 'claimCode' ? text : `claimCode: ${text}`;
    this.remarks.todo(call, 'claimCode must be the claim code of a link now, which your server gets from POST /v1/links');
    const object = options && unwrap(options);
    if (!options || !object) this.edits.replace(start, end, `{ ${claim} }`);
    else if (object.isObjectExpression()) {
      const [open] = span(object.node);
      this.edits.remove(start, span(options.node)[0]);
      const first = object.node.properties[0];
      if (!first) this.edits.replace(...span(object.node), `{ ${claim} }`);
      else {
        const gap = this.edits.code.slice(open + 1, span(first)[0]);
        this.edits.insert(open + 1, `${/^\s*$/.test(gap) ? gap : ' '}${claim},`);
      }
      this.options.add(options, call, false);
    } else {
      this.edits.replace(start, end, `{ ${claim}`);
      this.edits.replace(end, span(options.node)[0], ', ...');
      this.edits.insert(span(options.node)[1], ' }');
      this.options.add(options, call, false);
    }
  }

  #replaceKey(key: NodePath, to: string): void {
    const [start, end] = span(key.node);
    if (key.isStringLiteral()) this.edits.replace(start + 1, end - 1, to);
    else this.edits.replace(start, end, to);
  }

  #follow(binding: Binding | undefined, to: (use: NodePath) => void): void {
    if (!binding || this.#followed.has(binding.identifier)) return;
    this.#followed.add(binding.identifier);
    for (const use of binding.referencePaths) to(use);
  }
}

/** The call whose callee is this expression. */
function callOf(use: NodePath): NodePath<t.CallExpression> | undefined {
  const value = wrapped(use);
  const parent = value.parentPath;
  if (value.key !== 'callee') return undefined;
  return parent?.isCallExpression() || parent?.isOptionalCallExpression() ? (parent as NodePath<t.CallExpression>) : undefined;
}

function isMemberOf(parent: NodePath | null | undefined, value: NodePath): parent is NodePath<t.MemberExpression> {
  return (parent?.isMemberExpression() === true || parent?.isOptionalMemberExpression() === true) && value.key === 'object';
}

function isInType(value: NodePath): boolean {
  return value.findParent((p) => p.isTSType() || p.isStatement())?.isTSType() === true;
}

/** Whether this is part of a test's expectation: `expect(openAppClip)` or `expect(…).toBe(openAppClip)`. */
export function isExpectation(parent: NodePath | null | undefined): boolean {
  let root: NodePath | null | undefined = parent;
  while (root?.isCallExpression() || root?.isMemberExpression()) {
    root = (root.isCallExpression() ? root.get('callee') : root.get('object')) as NodePath;
  }
  return root?.isIdentifier({ name: 'expect' }) === true;
}

/** Whether the only argument of the former `open` is a token rather than options. */
function isToken(path: NodePath): boolean {
  const value = unwrap(path);
  if (value.isStringLiteral() || value.isTemplateLiteral()) return true;
  const binding = bindingOf(value);
  const initial = binding && initialValue(binding);
  if (initial && unwrap(initial).isObjectExpression()) return false;
  const name = value.isIdentifier() ? value.node.name : value.isMemberExpression() ? keyName(value.node.property) : undefined;
  return name !== undefined && /(token|code)$/i.test(name);
}

import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { bindingOf, initialValue, isExported } from './bindings.js';
import { Callbacks } from './callbacks.js';
import type { Edits } from './edits.js';
import { removeMembers } from './lists.js';
import { BRANDING, BRANDING_NOTE, BY_SERVICE, CALLBACKS, GONE_OPTIONS, NEW_OPTIONS, TOKEN_OPTIONS } from './names.js';
import type { Remarks } from './remarks.js';
import { isDependency, keyName, members, span, unwrap, wrapped } from './syntax.js';

const CLAIM_CODE = 'claimCode must be the claim code of a link now, which your server gets from POST /v1/links';

/** Rewrites the options that are passed to `open` and `openAppClip`. */
export class Options {
  readonly #known = new Set<t.Node>();
  readonly #roots = new Set<t.Node>();
  readonly #queue: { value: NodePath; at: NodePath; whole: boolean }[] = [];
  readonly #declared = new Set<t.Node>();
  readonly #members: NodePath[] = [];
  readonly callbacks: Callbacks;

  constructor(
    readonly edits: Edits,
    readonly remarks: Remarks,
  ) {
    this.callbacks = new Callbacks(edits, remarks, this.#known);
  }

  /** Notes that an expression is options. `whole`: they are complete, so a claim code must be among them. */
  add(value: NodePath, at: NodePath, whole: boolean): void {
    this.#queue.push({ value, at, whole });
    const path = unwrap(value);
    this.#roots.add(path.node);
  }

  /** Notes a variable or parameter whose type says that it holds options, however it is used. */
  declare(name: NodePath): void {
    if (name.isObjectPattern()) this.#pattern(name);
    const binding = bindingOf(name);
    if (!binding) return;
    this.#declared.add(binding.identifier);
    const value = initialValue(binding);
    if (value && unwrap(value).isObjectExpression()) this.add(value, value, false);
    this.#members.push(...binding.referencePaths);
  }

  /** Whether an object holds options that were rewritten. */
  isKnown(node: t.Node): boolean {
    return this.#known.has(node);
  }

  /** The new name of an option; `undefined` if it has none. */
  successor(name: string): string | undefined {
    return CALLBACKS[name]?.name ?? (isToken(name) ? 'claimCode' : undefined);
  }

  /** Rewrites everything that was noted. Called when all options are known, since an object that is used elsewhere, too, is not changed. */
  finish(): void {
    for (const { value, at, whole } of this.#queue) this.rewrite(value, at, whole);
    for (const use of this.#members) this.#member(use);
    this.callbacks.finish();
  }

  /** Rewrites the object literals that an expression consists of. `at` is where a remark goes if there are none. */
  rewrite(value: NodePath, at: NodePath, whole: boolean): void {
    const path = unwrap(value);
    if (path.isObjectExpression()) this.#object(path, whole);
    else if (path.isConditionalExpression()) {
      this.rewrite(path.get('consequent') as NodePath, at, whole);
      this.rewrite(path.get('alternate') as NodePath, at, whole);
    } else if (path.isLogicalExpression()) {
      this.rewrite(path.get('right') as NodePath, at, whole);
      if (path.node.operator !== '&&') this.rewrite(path.get('left') as NodePath, at, whole);
    } else if (path.isIdentifier()) this.#variable(path, at, whole);
    else if (path.isCallExpression() && this.#computed(path, at, whole)) return;
    else if (!path.isNullLiteral() && !path.isBooleanLiteral()) this.#unseen(path, at);
  }

  /** Rewrites `useMemo(() => ({ … }), [])` and `Object.assign({ … }, …)`. Returns false for any other call. */
  #computed(call: NodePath<t.CallExpression>, at: NodePath, whole: boolean): boolean {
    const callee = this.#text(call.get('callee') as NodePath);
    const args = call.get('arguments') as NodePath[];
    if (/(^|\.)useMemo$/.test(callee)) {
      const body = args[0]?.isArrowFunctionExpression() ? (args[0].get('body') as NodePath) : undefined;
      const result = body?.isBlockStatement() ? onlyReturn(body) : body;
      if (!result) return false;
      this.rewrite(result, at, whole);
      return true;
    }
    if (callee === 'Object.assign' || callee === 'Object.freeze') {
      for (const arg of args) this.rewrite(arg, at, false);
      return true;
    }
    return false;
  }

  #variable(path: NodePath<t.Identifier>, at: NodePath, whole: boolean): void {
    if (path.node.name === 'undefined') return;
    const binding = bindingOf(path);
    const value = binding && initialValue(binding);
    if (binding && this.#declared.has(binding.identifier)) {
      if (value) this.rewrite(value, at, false);
      return;
    }
    if (!binding || !value) {
      this.#unseen(path, at);
      return;
    }
    if (!isExported(binding) && !binding.referencePaths.every((use) => this.#isOptionsUse(use))) {
      this.#unseen(path, at);
      return;
    }
    this.rewrite(value, at, whole && binding.referencePaths.every((use) => !isAssigned(use)));
    for (const use of binding.referencePaths) this.#member(use);
  }

  /** Whether this use of a variable is compatible with new names: any other code that uses the object may need the former ones. */
  #isOptionsUse(use: NodePath): boolean {
    const outer = wrapped(use);
    const parent = outer.parentPath;
    if (!parent || isDependency(outer) || parent.isTSTypeQuery() || parent.isUnaryExpression() || outer.key === 'test') return true;
    if (parent.isMemberExpression() || parent.isOptionalMemberExpression()) return outer.key === 'object';
    if (this.#roots.has(use.node) || this.#roots.has(outer.node)) return true;
    if (parent.isSpreadElement()) return this.#roots.has(parent.parent) || this.#known.has(parent.parent);
    return (parent.isLogicalExpression() || parent.isConditionalExpression()) && this.#isOptionsUse(parent);
  }

  /** Rewrites `options.onSuccess = …` and `options.onSuccess`, for a variable that holds options. */
  #member(use: NodePath): void {
    const member = use.parentPath;
    if (!member?.isMemberExpression() || use.key !== 'object') return;
    const property = member.get('property') as NodePath;
    const name = keyName(property.node, member.node.computed);
    if (name === undefined) return;
    const to = this.successor(name);
    if (to === undefined) {
      const gone = GONE_OPTIONS[name];
      if (gone !== undefined) this.remarks.todo(member, `${name} is gone: ${gone}`);
      return;
    }
    if (to !== name) this.#renameKey(property, to);
    const assignment = member.parentPath;
    if (!assignment?.isAssignmentExpression() || member.key !== 'left') return;
    if (to === 'claimCode') this.remarks.todo(member, CLAIM_CODE);
    const kind = CALLBACKS[name]?.kind;
    if (kind) this.callbacks.rewrite(assignment.get('right') as NodePath, to, kind, assignment);
  }

  /** Rewrites `({ onSuccess, onExit }: OpenAppClipOptions) => …`. */
  #pattern(pattern: NodePath<t.ObjectPattern>): void {
    for (const member of members(pattern)) {
      const name = member.isObjectProperty() ? keyName(member.node.key, member.node.computed) : undefined;
      const to = name === undefined ? undefined : this.successor(name);
      if (!member.isObjectProperty() || to === undefined || to === name) continue;
      if (member.node.shorthand) this.edits.insert(span(member.node)[0], `${to}: `);
      else this.#renameKey(member.get('key') as NodePath, to);
    }
  }

  #object(object: NodePath<t.ObjectExpression>, whole: boolean): void {
    if (this.#known.has(object.node)) return;
    this.#known.add(object.node);
    const all = members(object);
    const byName = new Map<string, NodePath>();
    for (const member of all) {
      const name = nameOf(member);
      if (name !== undefined) byName.set(name, member);
    }
    const gone = new Set<t.Node>();
    const token = TOKEN_OPTIONS.find((name) => byName.has(name));
    let open = false;
    for (const member of all) {
      const name = nameOf(member);
      if (member.isSpreadElement()) {
        open = true;
        this.rewrite(member.get('argument') as NodePath, member, false);
      } else if (name === undefined) {
        open = true;
        this.remarks.todo(member, 'the name of this option is computed: check it against the options of openAppClip');
      } else if (isToken(name)) {
        if (name === token && !byName.has('claimCode')) this.#claimCode(member);
        // No remark: the one about claimCode says what takes its place.
        else gone.add(member.node);
      } else if (Object.hasOwn(BY_SERVICE, name)) {
        gone.add(member.node);
        if (BY_SERVICE[name]) this.remarks.note(span(member.node)[0], `${name} removed: ${BY_SERVICE[name]}`);
      } else if (BRANDING.has(name)) {
        gone.add(member.node);
        this.remarks.note(span(member.node)[0], `${name} removed: ${BRANDING_NOTE}`);
      } else this.#option(member, name, byName);
    }
    if (whole && !open && !token && !byName.has('claimCode')) {
      this.remarks.todo(object, 'claimCode is missing: your server gets it from POST /v1/links');
    }
    const [start, end] = span(object.node);
    if (gone.size > 0)
      removeMembers(
        this.edits,
        start + 1,
        end - 1,
        all.map((member) => member.node),
        gone,
      );
  }

  #option(member: NodePath, name: string, byName: Map<string, NodePath>): void {
    const callback = CALLBACKS[name];
    if (callback) {
      if (callback.name !== name) {
        if (byName.has(callback.name)) {
          this.remarks.todo(member, `${name} is ${callback.name} now, which is given, too: make one of them`);
          return;
        }
        this.#rename(member, callback.name);
      }
      const fn = member.isObjectMethod() ? member : (member.get('value') as NodePath);
      this.callbacks.rewrite(fn, callback.name, callback.kind, member);
    } else if (!NEW_OPTIONS.has(name)) {
      const why = GONE_OPTIONS[name];
      this.remarks.todo(member, why === undefined ? `openAppClip has no option ${name}` : `${name} is gone: ${why}`);
    }
  }

  #claimCode(member: NodePath): void {
    const value = member.isObjectProperty() ? unwrap(member.get('value') as NodePath) : undefined;
    // A variable that the file does not declare, as in a snippet of documentation: it is renamed after its new content.
    const unexplained = value?.isIdentifier() && TOKEN_OPTIONS.some((n) => n === value.node.name) && !bindingOf(value);
    if (unexplained || value?.isIdentifier({ name: 'claimCode' })) {
      this.edits.replace(...span(member.node), 'claimCode');
      this.remarks.note(span(member.node)[0], CLAIM_CODE);
      return;
    }
    this.#rename(member, 'claimCode');
    this.remarks.todo(member, CLAIM_CODE);
  }

  #rename(member: NodePath, to: string): void {
    if (member.isObjectProperty() && member.node.shorthand) this.edits.replace(...span(member.node), `${to}: ${this.#text(member)}`);
    else this.#renameKey(member.get('key') as NodePath, to);
  }

  #renameKey(key: NodePath, to: string): void {
    const [start, end] = span(key.node);
    if (key.isStringLiteral()) this.edits.replace(start + 1, end - 1, to);
    else this.edits.replace(start, end, to);
  }

  #unseen(path: NodePath, at: NodePath): void {
    this.remarks.todo(
      at,
      `check what ${this.#text(path)} holds: intentToken and shortCode are claimCode, onSuccess is onConnectionComplete, onError is onConnectionError, onExit is onClose`,
    );
  }

  #text(path: NodePath): string {
    const text = this.edits.code.slice(...span(path.node));
    return text.length > 40 || text.includes('\n') ? 'this expression' : text;
  }
}

function isToken(name: string): boolean {
  return TOKEN_OPTIONS.some((token) => token === name);
}

function nameOf(member: NodePath): string | undefined {
  return member.isObjectProperty() || member.isObjectMethod() ? keyName(member.node.key, member.node.computed) : undefined;
}

function isAssigned(use: NodePath): boolean {
  const member = use.parentPath;
  return member?.isMemberExpression() === true && member.parentPath?.isAssignmentExpression() === true && member.key === 'left';
}

function onlyReturn(body: NodePath<t.BlockStatement>): NodePath | undefined {
  const returns = body.get('body').filter((statement) => statement.isReturnStatement());
  const only = returns.length === 1 ? returns[0] : undefined;
  return only?.isReturnStatement() && only.node.argument ? (only.get('argument') as NodePath) : undefined;
}

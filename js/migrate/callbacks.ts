import type { Binding, NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { bindingOf, initialValue, isExported } from './bindings.js';
import type { Edits } from './edits.js';
import type { Remarks } from './remarks.js';
import { boundIdentifier, isDependency, keyName, members, span, unwrap, wrapped } from './syntax.js';

/** Rewrites functions that are passed as callbacks, whose arguments have changed. */
export class Callbacks {
  readonly #done = new Set<t.Node>();
  readonly #named: (() => void)[] = [];
  /** Variables that hold functions without parameters, which need no change. */
  readonly harmless = new Set<t.Node>();

  /** `options` are the object literals known to be options of this package. */
  constructor(
    readonly edits: Edits,
    readonly remarks: Remarks,
    readonly options: ReadonlySet<t.Node>,
  ) {}

  /** Rewrites the functions that have a name. Called when all options are known, since other code may call them with arguments. */
  finish(): void {
    for (const next of this.#named.splice(0)) next();
  }

  /** Rewrites one callback. `value` is the function or its name, `name` the callback's new name, `at` the place for a remark. */
  rewrite(value: NodePath, name: string, kind: 'nothing' | 'error', at: NodePath): void {
    const path = unwrap(value);
    if (path.isFunction()) this.#function(path, name, kind, at);
    else if (path.isCallExpression() && /(^|\.)useCallback$/.test(this.#text(path.get('callee')))) {
      const inner = (path.get('arguments') as NodePath[])[0];
      if (inner) this.rewrite(inner, name, kind, at);
    } else if (path.isIdentifier()) this.#named.push(() => this.#namedFunction(path, name, kind, at));
    else if (path.isConditionalExpression()) {
      this.rewrite(path.get('consequent') as NodePath, name, kind, at);
      this.rewrite(path.get('alternate') as NodePath, name, kind, at);
    } else if (path.isLogicalExpression()) this.rewrite(path.get('right') as NodePath, name, kind, at);
    else if (!path.isLiteral() && !isConsole(path)) this.#unseen(path, name, kind, at);
  }

  #namedFunction(path: NodePath<t.Identifier>, name: string, kind: 'nothing' | 'error', at: NodePath): void {
    if (path.node.name === 'undefined') return;
    const binding = bindingOf(path);
    if (binding && this.harmless.has(binding.identifier)) return;
    const target = binding?.path.isFunctionDeclaration() ? binding.path : binding && initialValue(binding);
    if (!binding || !target) {
      this.#unseen(path, name, kind, at);
      return;
    }
    const fn = unwrap(target);
    const takesNothing = fn.isFunction() && fn.node.params.length === 0;
    if (takesNothing) return;
    // A function that other code calls as well keeps its parameters.
    if (this.#isOnlyACallback(binding)) {
      this.rewrite(target, name, kind, target);
      this.finish();
    } else this.#unseen(path, name, kind, at);
  }

  #function(fn: NodePath<t.Function>, name: string, kind: 'nothing' | 'error', at: NodePath): void {
    if (this.#done.has(fn.node)) return;
    this.#done.add(fn.node);
    if (kind === 'error') this.#errorParameter(fn, at);
    else this.#noParameters(fn, name, at);
  }

  #noParameters(fn: NodePath<t.Function>, name: string, at: NodePath): void {
    const params = fn.get('params') as NodePath[];
    const [first, last] = [params[0], params.at(-1)];
    if (!first || !last) return;
    const used = params
      .flatMap((param) => Object.keys(param.getBindingIdentifiers()))
      .filter((local) => fn.scope.getOwnBinding(local)?.referenced);
    if (used.length > 0) {
      const [gets, source] =
        name === 'onClose'
          ? ['{ by }', 'by says who closed it, and no other reason comes']
          : ['nothing', 'your server reads the result, GET /v1/links/{id}'];
      this.remarks.todo(at, `${name} is called with ${gets}, so ${used.join(', ')} cannot be used here: ${source}`);
      return;
    }
    const start = span(first.node)[0];
    const end = span(last.node)[1];
    const { code } = this.edits;
    const before = /\(\s*$/.exec(code.slice(0, start));
    const after = /^\s*,?\s*\)/.exec(code.slice(end));
    if (before && after) this.edits.remove(start - before[0].length + 1, end + after[0].length - 1);
    else this.edits.replace(start, end, '()');
  }

  /** Rewrites uses of the error: `message` became `error`; besides it there are only `code`, `retryable` and `linkId`. */
  #errorParameter(fn: NodePath<t.Function>, at: NodePath): void {
    let param = (fn.get('params') as NodePath[])[0];
    if (param?.isAssignmentPattern()) param = param.get('left') as NodePath;
    if (!param) return;
    if (param.isObjectPattern()) this.#errorPattern(param, at);
    else if (param.isIdentifier()) {
      const binding = fn.scope.getOwnBinding(param.node.name);
      for (const use of binding?.referencePaths ?? []) this.#errorUse(use, at);
    }
  }

  #errorUse(use: NodePath, at: NodePath): void {
    const whole = wrapped(use);
    const parent = whole.parentPath;
    if ((parent?.isMemberExpression() || parent?.isOptionalMemberExpression()) && whole.key === 'object') {
      const property = parent.get('property') as NodePath;
      const name = keyName(property.node, parent.node.computed);
      if (name === 'message') this.#renameKey(property, 'error');
      else if (name === 'details' || name === 'data') this.#gone(name, parent, at);
    } else if (parent?.isVariableDeclarator() && parent.get('id').isObjectPattern()) {
      this.#errorPattern(parent.get('id') as NodePath<t.ObjectPattern>, at);
    } else if (!(parent?.isCallExpression() && isConsole(parent.get('callee') as NodePath))) {
      this.remarks.todo(at, 'the error is passed on whole: its text is in error.error now, no longer in error.message');
    }
  }

  #errorPattern(pattern: NodePath<t.ObjectPattern>, at: NodePath): void {
    for (const property of members(pattern)) {
      if (!property.isObjectProperty()) continue;
      const name = keyName(property.node.key, property.node.computed);
      if (name === 'details' || name === 'data') this.#gone(name, property, at);
      if (name !== 'message') continue;
      if (property.node.shorthand) {
        const local = boundIdentifier(property);
        if (local) this.edits.insert(span(local.node)[0], 'error: ');
      } else this.#renameKey(property.get('key') as NodePath, 'error');
    }
  }

  #gone(name: string, path: NodePath, at: NodePath): void {
    const here = path.isObjectProperty() ? at : path;
    this.remarks.todo(here, `the error has no ${name} any more: it is { error, userMessage, code, retryable, linkId?, requestId? }`);
  }

  #renameKey(key: NodePath, to: string): void {
    const [start, end] = span(key.node);
    if (key.isStringLiteral()) this.edits.replace(start + 1, end - 1, to);
    else this.edits.replace(start, end, to);
  }

  /** Whether a function is passed to this package and used in no other way: not called in this file, and not exported. */
  #isOnlyACallback(binding: Binding): boolean {
    if (isExported(binding)) return false;
    return binding.referencePaths.every((use) => {
      if (isDependency(use)) return true;
      const property = use.parentPath;
      return property?.isObjectProperty() === true && use.key === 'value' && this.options.has(property.parent);
    });
  }

  #text(path: NodePath): string {
    return this.edits.code.slice(...span(path.node));
  }

  #unseen(path: NodePath, name: string, kind: 'nothing' | 'error', at: NodePath): void {
    const what = path.isIdentifier() || path.isMemberExpression() ? this.#text(path) : 'what is given here';
    this.remarks.todo(
      at,
      kind === 'error'
        ? `check that ${what} takes { error, userMessage, code, retryable, linkId?, requestId? }: what was error.message is error.error now`
        : name === 'onClose'
          ? `check that ${what} needs no other argument: onClose is called with { by }`
          : `check that ${what} needs no argument: ${name} is called with nothing`,
    );
  }
}

function isConsole(path: NodePath): boolean {
  return (
    path.isMemberExpression() &&
    path.get('object').isIdentifier({ name: 'console' }) &&
    !path.scope.hasBinding('console', { noGlobals: true })
  );
}

import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { bindingOf, initialValue } from './bindings.js';
import type { Edits } from './edits.js';
import { removeMembers } from './lists.js';
import { BRANDING, BRANDING_NOTE, BY_SERVICE, GONE_SETTINGS, IDLE_SETTINGS, SETTINGS } from './names.js';
import type { Remarks } from './remarks.js';
import { keyName, members, span, unwrap } from './syntax.js';

/** Rewrites the settings that are passed to `configure`, `usePassage` and `PassageProvider`. */
export class Settings {
  readonly #known = new Set<t.Node>();

  constructor(
    readonly edits: Edits,
    readonly remarks: Remarks,
  ) {}

  /** Rewrites settings. Returns true if all of them were removed. `at` is where a remark goes if the settings cannot be seen. */
  rewrite(value: NodePath, at: NodePath): boolean {
    const path = unwrap(value);
    if (path.isObjectExpression()) return this.#object(path);
    const binding = bindingOf(path);
    const initial = binding && initialValue(binding);
    if (initial && unwrap(initial).isObjectExpression()) this.rewrite(initial, at);
    else if (!path.isIdentifier({ name: 'undefined' })) {
      this.remarks.todo(at, 'check these settings: baseUrl, wasm, locale, theme and preload are what there is now');
    }
    return false;
  }

  /** Rewrites the attributes of `<PassageProvider config={…} …>`. */
  provider(attributes: NodePath[]): void {
    for (const attribute of attributes) {
      if (!attribute.isJSXAttribute()) {
        this.remarks.todo(attribute, 'check what is spread here: PassageProvider takes config and children');
        continue;
      }
      const name = keyName(attribute.node.name) ?? '';
      if (name === 'config') this.#configAttribute(attribute);
      else if (isLook(name)) this.#removeAttribute(attribute, lookNote(name));
      else if (name !== 'children' && name !== 'key') this.remarks.todo(attribute, this.#explain(name, 'PassageProvider'));
    }
  }

  #configAttribute(attribute: NodePath<t.JSXAttribute>): void {
    const value = attribute.get('value') as NodePath;
    const expression = value.isJSXExpressionContainer() ? (value.get('expression') as NodePath) : undefined;
    if (expression && this.rewrite(expression, attribute)) this.#removeAttribute(attribute);
  }

  #removeAttribute(attribute: NodePath, note?: string): void {
    const [start, end] = span(attribute.node);
    const gap = /\s*$/.exec(this.edits.code.slice(0, start))?.[0].length ?? 0;
    this.edits.remove(start - gap, end);
    if (note !== undefined) this.remarks.note(start, note);
  }

  #object(object: NodePath<t.ObjectExpression>): boolean {
    const all = members(object);
    if (this.#known.has(object.node)) return false;
    this.#known.add(object.node);
    const gone = new Set<t.Node>();
    for (const member of all) {
      const at = span(member.node)[0];
      const name = member.isObjectProperty() ? keyName(member.node.key, member.node.computed) : undefined;
      if (name === undefined)
        this.remarks.todo(member, 'check what this adds: baseUrl, wasm, locale, theme and preload are what there is now');
      else if (isLook(name) || IDLE_SETTINGS.has(name)) {
        gone.add(member.node);
        const note = isLook(name) ? lookNote(name) : `${name} removed: it has no meaning any more`;
        if (note !== undefined) this.remarks.note(at, note);
      } else if (!SETTINGS.has(name)) this.remarks.todo(member, this.#explain(name, 'the configuration'));
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
    return all.length > 0 && gone.size === all.length;
  }

  #explain(name: string, taker: string): string {
    if (name === 'baseUrl') return 'baseUrl is the address of the Connect service now: check it, or remove it to use the default';
    const why = GONE_SETTINGS[name];
    return why === undefined ? `${taker} has no setting ${name}` : `${name} is gone: ${why}`;
  }
}

function isLook(name: string): boolean {
  return BRANDING.has(name) || Object.hasOwn(BY_SERVICE, name);
}

function lookNote(name: string): string | undefined {
  const why = BRANDING.has(name) ? BRANDING_NOTE : BY_SERVICE[name];
  return why ? `${name} removed: ${why}` : undefined;
}

import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { CALLBACKS, TOKEN_OPTIONS } from './names.js';
import type { Remarks } from './remarks.js';
import { keyName } from './syntax.js';
import { isExpectation } from './uses.js';

/** Options that no other function is likely to have. */
const TELLING: ReadonlySet<string> = new Set(['intentToken', 'shortCode']);

/** Former names with their successors, for those that a test may expect. */
const SUCCESSORS = new Map<string, string>([
  // `token` alone says nothing.
  ...TOKEN_OPTIONS.filter((name) => name !== 'token').map((name): [string, string] => [name, 'claimCode']),
  ...Object.entries(CALLBACKS)
    .filter(([name, to]) => name !== to.name)
    .map(([name, to]): [string, string] => [name, to.name]),
]);

/**
 * Remarks on former names whose way from the package's import cannot be followed: a function that arrives as a property or in a context
 * (`this.props.openAppClip({ intentToken })`), and what a test expects of a call. Nothing is rewritten here.
 */
export function remarkLeftovers(program: NodePath<t.Program>, remarks: Remarks, isHandled: (node: t.Node) => boolean): void {
  program.traverse({
    CallExpression(call) {
      const callee = call.get('callee') as NodePath;
      if (!callee.isMemberExpression() || isHandled(call.node)) return;
      const name = keyName(callee.node.property, callee.node.computed);
      const options = (call.get('arguments') as NodePath[])[0];
      if ((name !== 'openAppClip' && name !== 'open') || !options?.isObjectExpression() || isHandled(options.node)) return;
      const former = options.node.properties.some((p) => p.type === 'ObjectProperty' && TELLING.has(keyName(p.key, p.computed) ?? ''));
      if (former) {
        remarks.todo(
          call,
          'if this is openAppClip of the package, it takes { claimCode, onConnectionComplete, onConnectionError, onClose } now',
        );
      }
    },
    ObjectProperty(property) {
      const to = successor(property.node);
      if (to !== undefined && isExpected(property) && !isHandled(property.parent)) remarks.todo(property, expects(property.node, to));
    },
    MemberExpression(member) {
      const name = keyName(member.node.property, member.node.computed);
      const to = name === undefined ? undefined : SUCCESSORS.get(name);
      if (name !== undefined && to !== undefined && isRecordedCall(member.node.object)) {
        remarks.todo(member, `a call is recorded with ${to} now, not with ${name}`);
      }
    },
  });
}

function successor(property: t.ObjectProperty): string | undefined {
  return SUCCESSORS.get(keyName(property.key, property.computed) ?? '');
}

function expects(property: t.ObjectProperty, to: string): string {
  return `this test expects ${keyName(property.key)}: it is ${to} now`;
}

/** Whether this is part of what a test expects: `expect(openAppClip).toHaveBeenCalledWith({ … })`. */
function isExpected(path: NodePath): boolean {
  return path.findParent((p) => p.isCallExpression() && isExpectation(p) && keepsCallArguments(p)) !== null;
}

function keepsCallArguments(call: NodePath): boolean {
  const callee = call.get('callee') as NodePath;
  return callee.isMemberExpression() && /Called/.test(keyName(callee.node.property) ?? '');
}

/** Whether this is a recorded call of a mock, or its argument: `openAppClip.mock.calls[0][0]`. */
function isRecordedCall(node: t.Node): boolean {
  for (let at = node; at.type === 'MemberExpression' || at.type === 'OptionalMemberExpression'; at = at.object) {
    if (/^(calls|lastCall)$/.test(keyName(at.property, at.computed) ?? '')) return true;
  }
  return false;
}

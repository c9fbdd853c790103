// What a screen reader says, in order, through whole sessions: each place that the focus comes to, with the name, role and description of
// the browser's accessibility tree, and each change of a live region. In English, and in a language written from right to left.

import type { Modal } from '../../harness/modal.ts';
import { ANSWERS, answerViews, showView, VIEWS } from './frame-views.ts';
import { expect, test } from './test.ts';

// Makes the browser's accessibility tree readable in the page.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), '--enable-blink-features=ComputedAccessibilityInfo'];
    await use({ ...launchOptions, args });
  },
});

let heard: string[];

test.beforeEach(async ({ page }) => {
  heard = [];
  await page.exposeFunction('hear', (text: string) => void heard.push(text));
  await page.addInitScript(listen);
});

test.afterEach(() => {
  const twice = heard.filter((text, index) => /^(status|alert):/.test(text) && text === heard[index - 1]);
  expect(twice, 'said twice').toEqual([]);
});

/** Waits until what was heard ends with these. */
async function expectHeard(...expected: (string | RegExp)[]): Promise<void> {
  const matchers = expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one)));
  await expect.poll(() => heard.slice(-expected.length)).toEqual(matchers);
}

/** Fills in the login and sends it with the Enter key. */
async function signIn({ frame }: Modal, username: string, password = 'pass_good'): Promise<void> {
  await frame.locator('#username').fill(username);
  await frame.locator('#password').fill(password);
  await frame.locator('#password').press('Enter');
}

async function sendCode({ frame }: Modal, code: string): Promise<void> {
  await frame.locator('#code').fill(code);
  await frame.locator('#code').press('Enter');
}

test('a sign-in with a wrong password, wrong codes and the work, in English', async ({ modal, open, witness }) => {
  witness.allow(/status of 422 .*\/code\)$/);
  await open();
  await expectHeard(/^textbox "Username"/);
  await signIn(modal, 'user_mfa', 'wrong');
  await expectHeard(/did not accept/);
  await signIn(modal, 'user_mfa');
  await expectHeard('textbox "One-time code"');
  await sendCode(modal, '12');
  await expectHeard('status: The code has six digits.');
  await sendCode(modal, '000000');
  // They come with two answers of the service.
  await expect.poll(() => heard.slice(-2).sort()).toEqual(['status: 2 attempts left', 'status: That code is not right.']);
  heard.splice(-2);
  await sendCode(modal, '123456');
  await modal.expectGone();
  const refused = 'textbox "Password" (T-Mobile did not accept this username and password. 2 attempts left)';
  const hint = 'The email, phone number or user ID you use with T-Mobile';
  const login = `textbox "Username" (${hint})`;
  // The modal closes at once.
  expect(heard.filter((text) => text !== 'heading "T-Mobile is connected"')).toEqual([
    'button "Connect"',
    'dialog "Connect your account"',
    'status: Opening a secure connection',
    `textbox "Username" (The website you came from asks to: Read your billing statements ${hint})`,
    'textbox "Password"',
    'heading "Reading your T-Mobile account"',
    'status: Step 1 of 4: Signing in',
    refused,
    login,
    refused,
    'heading "Reading your T-Mobile account"',
    'status: Step 1 of 4: Signing in',
    'textbox "One-time code"',
    'status: The code has six digits.',
    'heading "Reading your T-Mobile account"',
    'status: Step 2 of 5: Checking your code',
    'status: Step 3 of 5: Reading your account',
    'status: Step 4 of 5: Collecting your statements',
    'status: Step 5 of 5: Finishing',
    'button "Connect"',
  ]);
});

test('a change that is allowed, and stopped at work, in Arabic', async ({ page, modal, open, witness }) => {
  witness.allow(ANSWERS);
  await answerViews(page);
  const view = (name: string) => showView(page, VIEWS.find((one) => one.name === name)!, 'ar');
  // The language is loaded from the first time on.
  await open({ locale: 'ar' });
  await expectHeard(/^textbox/);
  await modal.dialog.locator('#close').click();
  await modal.expectGone();
  heard = [];
  await open({ locale: 'ar' });
  await expectHeard(/^textbox "اسم المستخدم" \(يطلب الموقع الذي جئت منه: /);
  expect(heard.slice(0, 2)).toEqual(['dialog "اربط حسابك"', 'status: جارٍ فتح اتصال آمن']);
  heard = [];
  const frame = await view('confirmation');
  const asked = 'تطلب Household Ledger & Partners: إضافة البطاقة المنتهية بالأرقام 1111 واستخدامها للدفع';
  await expectHeard(`heading "هل تسمح بهذا التغيير لدى T-Mobile؟" (${asked})`);
  await frame.locator('.button-primary').click();
  // What is asked was said before.
  await expectHeard('button "السماح بالتغيير"', /^textbox "اسم المستخدم" \(البريد/);
  await view('working on a change');
  await expectHeard('heading "نعمل على حسابك لدى T-Mobile"', 'status: الخطوة 8 من 8: الإنهاء');
  await frame.locator('.button-quiet').click();
  await expectHeard('button "إلغاء"', 'dialog "هل تريد الإيقاف الآن؟" (لن يبدأ أي شيء آخر.)', 'button "متابعة"');
  await page.keyboard.press('Escape');
  await expectHeard('button "متابعة"', 'button "إلغاء"');
  await view('stopped');
  await expectHeard('heading "تم الإيقاف"', 'alert: لن يبدأ أي شيء آخر.', /^alert: قراءة فواتيرك ?تم/);
});

test('each ending says what happened, without looking for it', async ({ page, modal, open, witness }) => {
  witness.allow(ANSWERS);
  await answerViews(page);
  await open();
  await expect(modal.frame.locator('#username')).toBeFocused();
  for (const [name, heading, text] of [
    ['failed', 'That did not work', 'We could not finish reading your T-Mobile account.'],
    ['failed, locked', 'That did not work', 'T-Mobile has locked this account. Sign in at T-Mobile itself to unlock it.'],
    ['expired', 'This connection has expired', 'Close this and start again from the page you came from.'],
    ['lost', 'This connection is no longer open', 'Close this and start again from the page you came from.'],
  ] as const) {
    await showView(page, VIEWS.find((one) => one.name === name)!, 'en');
    await expectHeard(`heading "${heading}"`, `alert: ${text}`);
  }
});

test('a lost connection is said once, and what goes on after it', async ({ page, modal, open, witness }) => {
  witness.allow(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  await open();
  await expect(modal.frame.locator('#username')).toBeFocused();
  await page.context().setOffline(true);
  await expectHeard('status: You are offline. We go on as soon as you are back.');
  await page.context().setOffline(false);
  await expect(modal.dialog.locator('[role=status]')).toBeEmpty();
  await signIn(modal, 'user_good');
  await modal.expectGone();
  expect(heard.filter((text) => /offline|status: (Reconnecting|Opening)/.test(text))).toEqual([
    'status: Opening a secure connection',
    'status: You are offline. We go on as soon as you are back.',
  ]);
});

test('that the service cannot be reached is said by the modal alone, and shown by the frame as well', async ({
  page,
  modal,
  open,
  witness,
}) => {
  witness.allow(/ERR_FAILED/);
  let isReachable = true;
  await page.route(/\/(link\/status|clip\/ses_\w+\/state)$/, (route) => {
    // None is held, so that both ask again soon.
    const { prefer: _, ...headers } = route.request().headers();
    return isReachable ? route.continue({ headers }) : route.abort();
  });
  await open();
  await expect(modal.frame.locator('#username')).toBeFocused();
  isReachable = false;
  await expect(modal.frame.getByText('Reconnecting')).toBeVisible();
  await expectHeard('status: Reconnecting. Your progress is kept.');
  isReachable = true;
  await expect(modal.frame.getByText('Reconnecting')).toHaveCount(0);
  await expect(modal.dialog.locator('[role=status]')).toBeEmpty();
  expect(heard.filter((text) => text.includes('Reconnecting'))).toEqual(['status: Reconnecting. Your progress is kept.']);
  await signIn(modal, 'user_good');
  await modal.expectGone();
});

test('a question of the modal is named by its text, and its answer that loses nothing has the focus', async ({ page, modal, open }) => {
  await open();
  await modal.frame.locator('#username').fill('half done');
  await modal.pressBeside();
  const question = page.getByRole('alertdialog', { name: 'Close? Your sign-in is not finished.' });
  await expect(question.getByRole('button', { name: 'Keep going' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expectHeard(/^textbox "Username"/);
});

/** Runs in every document. A region that appears with its text is said only if it is an alert. */
function listen(): void {
  const hear = (text: string) => void (window as unknown as { hear(text: string): void }).hear(text);
  // biome-ignore lint/performance/useDomNodeTextContent: only what is rendered has a space between two blocks
  const spoken = (element: Element | null) => ((element as HTMLElement | null)?.innerText ?? '').replace(/\s+/g, ' ').trim();
  interface Computed extends Element {
    computedName: string;
    computedRole: string;
  }
  let inside: Element | null = null;
  // At the window, because the modal lets no such event reach the page.
  window.addEventListener(
    'focusin',
    (event) => {
      const target = event.composedPath()[0] as Computed;
      if (target.localName === 'iframe') return;
      const dialog = target.closest('[role=alertdialog]') ?? target.closest('dialog');
      const described = (element: Element) => {
        const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
        const texts = ids.map((id) => spoken((element.getRootNode() as Document).getElementById(id))).filter(Boolean);
        return texts.length > 0 ? ` (${texts.join(' ')})` : '';
      };
      const say = ({ computedRole, computedName }: Computed, element: Element) =>
        hear(`${computedRole} "${computedName}"${described(element)}`);
      if (dialog && dialog !== inside && dialog !== target) say(dialog as Computed, dialog);
      inside = dialog;
      say(target, target);
    },
    true,
  );
  const followed = new WeakSet<Node>();
  const follow = (root: Node) => {
    if (followed.has(root)) return;
    followed.add(root);
    new MutationObserver((changes) => {
      const regions = new Set<Element>();
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest('[role=status]:not([aria-live=off]), [role=alert]');
        if (region) regions.add(region);
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          for (const alert of [node, ...node.querySelectorAll('*')]) if (alert.matches('[role=alert]')) regions.add(alert);
          if (node.shadowRoot) follow(node.shadowRoot);
        }
      }
      for (const region of regions) {
        const text = spoken(region);
        if (text && region.checkVisibility()) hear(`${region.getAttribute('role')}: ${text}`);
      }
    }).observe(root, { subtree: true, childList: true, characterData: true });
  };
  follow(document);
}

// The ways in which a page opens a session. The promises hold for each of them alike: their tests are written once, and
// `tests/playwright.config.ts` has a project for each way. `lab/ways.js` opens a session in each.

/** A way: its name is the query with which the lab's page is loaded. */
export type Way = 'modal' | 'container' | 'element' | 'button';

/** The path of the lab's page that opens sessions in this way. */
export const pathOf = (way: Way) => (way === 'modal' ? '/' : `/?${way}`);

/** The role of what a person sees of the session. */
export const ROLES = { modal: 'dialog', container: 'region', element: 'dialog', button: 'dialog' } as const satisfies Record<Way, string>;

/** The promises whose tests a plain run takes in this way, besides all of them in a modal: those that depend on how or where it opens. */
export const USUAL: Record<Exclude<Way, 'modal'>, string[]> = {
  container: ['closing', 'nothing-stays', 'one-ending', 'one-session', 'secrets'],
  element: ['closing', 'nothing-stays', 'one-ending', 'one-session', 're-entrant'],
  button: ['closing', 'nothing-stays', 'one-ending', 'one-session', 're-entrant'],
};

/** Tests of promises that cannot be those of a way, by file and title, and why. */
export const UNLIKE: { ways: Way[]; tests: RegExp[]; because: string }[] = [
  {
    ways: ['container', 'element', 'button'],
    tests: [
      /promises\/(copies|cycles|element|lost-page|without-document)\.spec/,
      /with the real service closed half-way/,
      /while a person signs in/,
    ],
    because: 'they open sessions in a way or a page of their own',
  },
  {
    ways: ['container', 'element', 'button'],
    tests: [/every wrong call of openAppClip/],
    because:
      'only a call takes what is no options object: in a container there is always one option, and the element and the button have a property for each',
  },
  {
    ways: ['element'],
    tests: [/importing it does nothing/],
    because: 'importing the element registers it',
  },
  {
    ways: ['button'],
    tests: [/importing it does nothing/],
    because: 'the page has rendered buttons',
  },
  {
    ways: ['button'],
    tests: [/inside the event "ended", with the same claim code/, /opening the same claim code inside an event/],
    because: 'the callbacks of the latest render are called: the ending of the first session is told to those of the second',
  },
  {
    ways: ['container'],
    tests: [/after Escape, which closes while/, / Escape closes it, and nothing stays/],
    because: "outside of a region, Escape is the page's",
  },
  {
    ways: ['container'],
    tests: [/a dialog that the host closes/, /the page, which closes the dialog/],
    because: 'a region cannot be closed, only removed: container.spec.ts does that',
  },
  {
    ways: ['container'],
    tests: [/it is open and named when the call returns/, /when the opener loses the focus to the dialog/],
    because: 'a region is not modal, and leaves the focus where it is unless a person has just pressed: container.spec.ts',
  },
];

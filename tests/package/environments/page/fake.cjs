// What a test of a page does, in Vitest and in Jest alike: the hook or the button is rendered, opened with the fake of `/testing`,
// and hears the ending once. The package is handed in, as the runner has loaded it. CommonJS, since Jest takes nothing else.

exports.rendersOpensAndCompletes = async ({ act, createElement, createRoot, usePassage, installFakePassage }) => {
  const fake = installFakePassage();
  const seen = [];
  const calls = [];
  function Status() {
    const { openAppClip, status } = usePassage();
    seen.push(status);
    const onConnectionComplete = () => void calls.push('complete');
    const open = () => void openAppClip({ claimCode: 'clm_test', onConnectionComplete });
    return createElement('button', { onClick: open }, status);
  }
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  await act(async () => root.render(createElement(Status)));
  const button = place.querySelector('button');
  await act(async () => button.click());
  const opened = fake.sessions.length;
  await act(async () => fake.complete());
  const text = button.textContent;
  await act(async () => root.unmount());
  fake.uninstall();
  return { first: seen[0], opened, text, calls };
};

exports.pressesTheButton = async ({ act, createElement, createRoot, PassageButton, installFakePassage }) => {
  const fake = installFakePassage();
  const calls = [];
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  const onConnectionComplete = () => void calls.push('complete');
  await act(async () => root.render(createElement(PassageButton, { claimCode: () => 'clm_test', onConnectionComplete })));
  const button = place.querySelector('button');
  await act(async () => button.click());
  const busy = button.getAttribute('aria-busy');
  await act(async () => fake.complete());
  const after = button.getAttribute('aria-busy');
  await act(async () => root.unmount());
  fake.uninstall();
  return { text: button.textContent, busy, after, calls };
};

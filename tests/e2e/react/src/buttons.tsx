// For the lab's page: `PassageButton`s that a test presses, one for each link, as in a list of accounts.

import { PassageButton, type PassageButtonProps } from '@getpassage/web-react';
import { type ReactElement, StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

/** One test opens a hundred sessions. All are rendered before the first, so that no button is taken for something that a session left. */
const COUNT = 100;

/** Renders the buttons, and returns how to press the one for the link in these props. */
export function renderButtons(place: HTMLElement): (props: PassageButtonProps) => void {
  const root = createRoot(place);
  const buttons: ReactElement[] = [];
  const render = (at: number, props: Partial<PassageButtonProps> = {}) => {
    buttons[at] = <PassageButton key={at} {...(props as PassageButtonProps)} />;
  };
  const show = () => flushSync(() => root.render(<StrictMode>{[...buttons]}</StrictMode>));
  for (let at = 0; at < COUNT; at += 1) render(at);
  show();
  const links: unknown[] = [];
  return (props) => {
    const link = props.claimCode ?? props.appClipUrl;
    if (!links.includes(link)) links.push(link);
    const at = links.indexOf(link);
    render(at, props);
    show();
    (place.children[at] as HTMLButtonElement).click();
  };
}

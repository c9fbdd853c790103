import { Connect } from '../generated/hook.js';

// A server component: the page is rendered on the server, with the hook in it.
export default function Page() {
  return <Connect />;
}

export { Connect as default } from '../generated/hook.js';

// Rendered by Node for every request. Next.js chooses between the package's CommonJS and ES modules.
export function getServerSideProps() {
  return { props: {} };
}

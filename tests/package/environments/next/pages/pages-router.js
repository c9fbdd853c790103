export { Connect as default } from '../generated/hook.js';

// Rendered anew for every request, by Node, with the package's CommonJS or ES modules as Next.js chooses.
export function getServerSideProps() {
  return { props: {} };
}

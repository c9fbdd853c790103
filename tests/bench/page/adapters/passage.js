// "Use" of its README.
export default ({ openAppClip, close, preload, configure }, { baseUrl }) => {
  configure({ baseUrl });
  return {
    preload,
    open: (options) => void openAppClip({ redirect: false, ...options }),
    close,
    dialog: () => document.body.lastElementChild?.shadowRoot?.querySelector('dialog[open]'),
  };
};

export default ({ openAppClip, close }, { baseUrl, polling }) => ({
  open: (options) => void openAppClip({ baseUrl, redirect: false, ...(polling && { polling }), ...options }),
  close,
  dialog: () => document.querySelector('dialog[open]'),
});

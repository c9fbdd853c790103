// "Usage with an Iframe" of its README. It opens nothing: dialog and frame are the page's own.
export default ({ WindowMessenger, connect }, { frames }) => {
  let dialog;
  let connection;
  return {
    open() {
      dialog = document.createElement('dialog');
      const frame = document.createElement('iframe');
      frame.src = `${frames}/penpal`;
      dialog.append(frame);
      document.body.append(dialog);
      dialog.showModal();
      const messenger = new WindowMessenger({ remoteWindow: frame.contentWindow, allowedOrigins: [new URL(frames).origin] });
      connection = connect({ messenger, methods: { complete() {} } });
      // Closed before the frame answered.
      connection.promise.catch(() => undefined);
    },
    close() {
      connection.destroy();
      dialog.close();
      dialog.remove();
    },
    dialog: () => document.querySelector('dialog[open]'),
  };
};

// "Quick example" of its README: a component for both sides, rendered into a container of the page.
export default ({ create }, { frames }) => {
  const container = document.body.appendChild(document.createElement('div'));
  container.id = 'zoid';
  const Login = create({ tag: 'bench-login', url: `${frames}/zoid`, dimensions: { width: '420px', height: '600px' } });
  let instance;
  return {
    open() {
      instance = Login({ onLogin() {} });
      // Closed before the frame answered.
      instance.render('#zoid').catch(() => undefined);
    },
    close: () => instance.close(),
    dialog: () => container.firstElementChild,
  };
};

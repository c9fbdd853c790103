// Packages that the examples import and that are not installed here.
declare module '@getpassage/react-js';
declare module '@vitejs/plugin-react';

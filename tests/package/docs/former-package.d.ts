declare module '@getpassage/react-js';

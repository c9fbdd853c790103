// Exports the React that a script tag has loaded, for an import map.

export const { createContext, createElement, forwardRef, memo, Component, Fragment, StrictMode } = React;
export const { useCallback, useContext, useEffect, useImperativeHandle, useInsertionEffect, useLayoutEffect } = React;
export const { useMemo, useReducer, useRef, useState, useSyncExternalStore } = React;
export default React;

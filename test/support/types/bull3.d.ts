// Bull 3 has no types of its own; what the tests use of it is as in Bull 4.
declare module 'bull3' {
  export { default } from 'bull4';
}

export { parseCredential, formatCredential, newSecret, type Credential } from './credential';
export { KeyLedger, type IssuedKey, type KeyWish } from './key-ledger';
export { KeyMirror } from './key-mirror';
export { KEY_NAME, stateOf, TENANT, type KeyRecord, type KeyState, type KnownKey } from './key-record';
export { KeyTable } from './key-table';
export { KEYS_CHANNEL } from './keys-channel';
export { LOCAL_ADMIN, type Principal } from './principal';
export { isRole, ROLES, type Role } from './role';

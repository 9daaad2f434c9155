const { TestEnvironment } = require('jest-environment-node');

// ONNX Runtime checks tensors with the outer realm's typed arrays; Jest gives every test file a realm of its own.
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of [
      'Float32Array',
      'Float64Array',
      'Int32Array',
      'BigInt64Array',
      'Uint8Array',
      'Uint16Array',
      'ArrayBuffer',
    ]) {
      this.global[name] = globalThis[name];
    }
  }
};

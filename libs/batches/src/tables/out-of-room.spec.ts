import { outOfRoom } from './out-of-room';

describe('what a failure without room is called', () => {
  it.each([
    'ENOSPC: no space left on device, write',
    'IO Error: Could not write file "x": No space left on device',
    "Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used).\nThis limit was set by the 'max_temp_directory_size' setting.",
  ])('a full disk, which may have room again: %s', (message) => {
    expect(outOfRoom(new Error(message))).toMatchObject({ code: 'STORAGE_FULL' });
  });

  it.each([
    'Out of Memory Error: failed to allocate data of size 16.0 MiB (175.9 MiB/183.1 MiB used)',
    'Out of Memory Error: could not allocate block of size 30.5 MiB (167.4 MiB/183.1 MiB used)',
    'Out of Memory Error: failed to pin block of size 256.0 KiB (121.9 MiB/122.0 MiB used)',
  ])('rows that the memory does not take: %s', (message) => {
    expect(outOfRoom(new Error(message))).toMatchObject({ code: 'INVALID_FILE' });
  });

  it('nothing, when something else failed', () => {
    expect(outOfRoom(new Error('Invalid Input Error: CSV Error on Line: 2'))).toBeNull();
  });
});

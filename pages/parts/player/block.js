/* The block: what the page sends of a recording in one piece of raw bytes. No DOM in here. */

/** Header, picture and sound of a block: uint32 length, JSON, then the two one after the other. */
function unpacked(block) {
  const headerEnd = 4 + new DataView(block.buffer, block.byteOffset).getUint32(0, true);
  const meta = JSON.parse(new TextDecoder().decode(block.subarray(4, headerEnd)));
  const soundStart = headerEnd + meta.pictureSize;
  return { meta, picture: block.subarray(headerEnd, soundStart), audio: block.subarray(soundStart) };
}

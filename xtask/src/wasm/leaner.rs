//! wasm-bindgen's glue without what it does for pages, programs and browsers other than ours: 0.4 KB on the way to each page.

use anyhow::{Result, ensure};

/// What the glue does for others: Safari's decoder, which gives up after 2 GB of text; closures that Rust has given away
/// (each of ours has an owner, which drops it); texts so long that it pays to write them without a copy; encoders of
/// browsers that are older than the WebAssembly we use. With what takes its place.
const NOT_FOR_US: [(&str, &str); 6] = [
    (
        "\nconst MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
",
        "\nfunction decodeText(bytes) {\n",
    ),
    (
        "const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));
",
        "",
    ),
    ("            CLOSURE_DTORS.unregister(state);\n", ""),
    ("    CLOSURE_DTORS.register(real, state, state);\n", ""),
    (
        "function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}
",
        "function passStringToWasm0(arg, malloc) {
    const buf = cachedTextEncoder.encode(arg);
    const ptr = malloc(buf.length, 1) >>> 0;
    getUint8ArrayMemory0().set(buf, ptr);
    WASM_VECTOR_LEN = buf.length;
    return ptr;
}
",
    ),
    (
        "if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}
",
        "",
    ),
];

/// The script without them. A release of wasm-bindgen which writes one of them in another way stops the build.
pub fn script(glue: &str) -> Result<String> {
    let mut script = glue.to_owned();
    for (theirs, ours) in NOT_FOR_US {
        ensure!(
            script.matches(theirs).count() == 1,
            "the glue does not say, or not once: {theirs}"
        );
        script = script.replace(theirs, ours);
    }
    script = script.replace(", wasm.__wbindgen_realloc)", ")");
    for gone in ["CLOSURE_DTORS", "numBytesDecoded", "realloc", "encodeInto"] {
        ensure!(!script.contains(gone), "the glue still says {gone}");
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::{NOT_FOR_US, script};

    #[test]
    fn each_of_them_is_taken_out_and_the_rest_stays() {
        let glue: String = NOT_FOR_US.iter().map(|(theirs, _)| *theirs).collect();
        let glue = format!("\n// first\n{glue}// last\n");
        let left = script(&glue).unwrap();
        assert!(left.starts_with("\n// first\n") && left.ends_with("// last\n"));
        assert!(left.contains("function decodeText(bytes) {"));
        assert!(left.contains("function passStringToWasm0(arg, malloc) {"));
        assert!(!left.contains("FinalizationRegistry"));
    }

    #[test]
    fn a_glue_that_says_it_in_another_way_stops_the_build() {
        assert!(script("").is_err());
        let twice: String = [NOT_FOR_US, NOT_FOR_US]
            .iter()
            .flatten()
            .map(|(theirs, _)| *theirs)
            .collect();
        assert!(script(&twice).is_err());
    }
}

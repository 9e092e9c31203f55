package io.github.mem0j.cache;

import static io.github.mem0j.cache.EntryCodec.HEADER_LENGTH;
import static io.github.mem0j.cache.UnreadableEntryException.Reason.CORRUPT;
import static io.github.mem0j.cache.UnreadableEntryException.Reason.FOREIGN;
import static io.github.mem0j.cache.UnreadableEntryException.Reason.SCHEMA;

import io.github.mem0j.cache.UnreadableEntryException.Reason;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** Entries as an attacker, a broken disk or another version would leave them. */
final class HostileCases {
    private static final RequestDigest DIGEST = new RequestDigest("test", null);
    private static final EntryCodec PLAIN = new EntryCodec(null);
    private static final EntryCodec SECRET = new EntryCodec(new PayloadCipher(new SecretKeySpec(new byte[32], "AES")));
    private static final int DIGEST_OFFSET = HEADER_LENGTH + 4;
    private static final int DIGEST_END = DIGEST_OFFSET + 32;

    private final Random random;
    private final List<Case> whole = new ArrayList<>();
    private final Map<Case, List<Integer>> values = new HashMap<>();

    /**
     * One attempt.
     *
     * @param kind what was done to it
     * @param codec which reads it
     * @param request what it is read as an answer to
     * @param original what the bytes said before
     * @param bytes what is read
     * @param allowed why it may be refused; if there is nothing, it must be read
     * @param mayBeRead whether it may be read all the same, as something else
     */
    record Case(
            String kind,
            EntryCodec codec,
            ReadRequest request,
            StoreResult original,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes, // never compared
            Set<Reason> allowed,
            boolean mayBeRead) {
        byte[] digest() {
            return DIGEST.request(request);
        }

        boolean encrypted() {
            return codec == SECRET;
        }

        Case with(byte[] other) {
            return new Case(kind, codec, request, original, other, allowed, mayBeRead);
        }

        Case cutTo(int length) {
            return with(Arrays.copyOf(bytes, length));
        }

        Case refused(String what, byte[] other, Reason... reasons) {
            return made(what, other, Set.of(reasons), false);
        }

        Case made(String what, byte[] other, Set<Reason> reasons, boolean readable) {
            return new Case(what, codec, request, original, other, reasons, readable);
        }

        @Override
        public String toString() {
            return kind + " of " + request.operation() + (encrypted() ? ", encrypted" : "");
        }
    }

    HostileCases(long seed) {
        random = new Random(seed);
        RandomAnswers answers = new RandomAnswers(seed);
        for (int i = 0; i < 24; i++) {
            ReadRequest request = answers.request();
            StoreResult answer = answers.answer(request);
            for (EntryCodec codec : List.of(PLAIN, SECRET)) {
                byte[] bytes = codec.encode(answers.header(), DIGEST.request(request), answer);
                Case entry = new Case("whole", codec, request, answer, bytes, Set.of(), false);
                whole.add(entry);
                if (codec == PLAIN) {
                    values.put(entry, EntryBytes.valuesOf(bytes));
                }
            }
        }
    }

    /** A plain entry, untouched. */
    static Case whole(ReadRequest request, StoreResult answer) {
        byte[] bytes = PLAIN.encode(new RandomAnswers(1).header(), DIGEST.request(request), answer);
        return new Case("whole", PLAIN, request, answer, bytes, Set.of(), false);
    }

    List<Case> wholeEntries() {
        return whole;
    }

    Case next(int number) {
        Case entry = whole.get(random.nextInt(whole.size()));
        byte[] bytes = entry.bytes();
        return switch (number % 10) {
            case 0 -> flipped(entry);
            case 1, 2 -> flippedAndSealed(entry);
            case 3 -> entry.refused("cut off", Arrays.copyOf(bytes, random.nextInt(bytes.length)), CORRUPT);
            case 4 ->
                entry.refused("drawn out", EntryBytes.resized(bytes, bytes.length + 1 + random.nextInt(99)), CORRUPT);
            case 5 -> bombed(entry);
            case 6 -> foreign(entry);
            case 7 -> moved(entry);
            case 8 -> newer(entry);
            default -> random.nextInt(8) == 0 ? entry : madeUp(entry);
        };
    }

    private Case flipped(Case entry) {
        byte[] bytes = entry.bytes().clone();
        int offset = random.nextInt(bytes.length);
        bytes[offset] ^= (byte) (1 << random.nextInt(8));
        return entry.refused("flipped", bytes, offset == 2 ? formatOf(bytes) : CORRUPT);
    }

    private Case flippedAndSealed(Case entry) {
        byte[] bytes = entry.bytes().clone();
        EnumSet<Reason> allowed = EnumSet.of(CORRUPT);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int offset = random.nextInt(bytes.length - EntryBytes.CHECKSUM_LENGTH);
            bytes[offset] = (byte) random.nextInt(256);
            if (offset == 2 || (offset >= EntryBytes.KEY_ID_OFFSET && offset < DIGEST_OFFSET)) {
                allowed.add(SCHEMA);
            }
            if (offset >= HEADER_LENGTH && offset < DIGEST_END && !entry.encrypted()) {
                allowed.add(FOREIGN);
            }
        }
        boolean same = Arrays.equals(bytes, entry.bytes());
        return same ? entry : entry.made("flipped and sealed", EntryBytes.sealed(bytes), allowed, !entry.encrypted());
    }

    private Case bombed(Case entry) {
        List<byte[]> bombs = bombs(entry.bytes().length);
        byte[] bomb = bombs.get(random.nextInt(bombs.size()));
        List<Integer> places = values.getOrDefault(entry, List.of(HEADER_LENGTH));
        int place = places.get(random.nextInt(places.size()));
        return entry.refused("bombed", planted(entry.bytes(), place, bomb), CORRUPT);
    }

    private Case foreign(Case entry) {
        Case other = whole.get(random.nextInt(whole.size()));
        if (Arrays.equals(entry.digest(), other.digest())) {
            return entry;
        }
        // An encrypted one cannot be told from one that was tampered with.
        Reason reason = entry.encrypted() ? CORRUPT : FOREIGN;
        return new Case(
                "foreign", entry.codec(), other.request(), entry.original(), entry.bytes(), Set.of(reason), false);
    }

    /** With the digest of another's request: a forger may well say what he likes, but of no other owner's. */
    private Case moved(Case entry) {
        Case other = whole.get(random.nextInt(whole.size()));
        byte[] bytes = entry.bytes().clone();
        if (!entry.encrypted()) {
            System.arraycopy(other.digest(), 0, bytes, DIGEST_OFFSET, 32);
        }
        return entry.encrypted() || Arrays.equals(entry.digest(), other.digest())
                ? entry
                : new Case(
                        "moved",
                        entry.codec(),
                        other.request(),
                        entry.original(),
                        EntryBytes.sealed(bytes),
                        Set.of(CORRUPT),
                        true);
    }

    private Case newer(Case entry) {
        byte[] bytes = entry.bytes();
        return switch (random.nextInt(entry.encrypted() ? 2 : 3)) {
            case 0 -> entry.refused("newer format", EntryBytes.with(bytes, 2, 2 + random.nextInt(254)), SCHEMA);
            case 1 ->
                entry.refused(
                        "other key", EntryBytes.with(bytes, HEADER_LENGTH - 1, bytes[HEADER_LENGTH - 1] ^ 1), SCHEMA);
            default ->
                entry.refused(
                        "newer schema",
                        EntryBytes.with(bytes, EntryBytes.SCHEMA_OFFSET, 2 + random.nextInt(126)),
                        SCHEMA);
        };
    }

    /** Random bytes, often after a true start; by chance they may say something. */
    private Case madeUp(Case entry) {
        byte[] start = entry.bytes();
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        int kept = random.nextBoolean() ? random.nextInt(DIGEST_END + 20) : 0;
        System.arraycopy(start, 0, bytes, 0, Math.min(kept, Math.min(start.length, bytes.length)));
        bytes = bytes.length < EntryBytes.CHECKSUM_LENGTH ? bytes : EntryBytes.sealed(bytes);
        boolean same = Arrays.equals(bytes, start);
        boolean mayBeRead = kept >= DIGEST_END && !entry.encrypted();
        return same ? entry : entry.made("made up", bytes, EnumSet.allOf(Reason.class), mayBeRead);
    }

    private static Reason formatOf(byte[] bytes) {
        return (bytes[2] & 0xff) > 1 ? SCHEMA : CORRUPT;
    }

    /** The starts of values longer than an entry can be. */
    static List<byte[]> bombs(int entryLength) {
        List<byte[]> bombs = new ArrayList<>();
        for (int type : new int[] {Msgpack.BIN32, Msgpack.STR32, Msgpack.ARRAY32, Msgpack.MAP32}) {
            for (int length : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 24, entryLength}) {
                bombs.add(ByteBuffer.allocate(5).put((byte) type).putInt(length).array());
            }
        }
        for (int type : new int[] {Msgpack.BIN16, Msgpack.STR16, Msgpack.ARRAY16, Msgpack.MAP16}) {
            bombs.add(new byte[] {(byte) type, -1, -1});
        }
        return bombs;
    }

    /** The entry with other bytes from {@code offset} on, and sealed. */
    static byte[] planted(byte[] entry, int offset, byte[] bytes) {
        int room = entry.length - EntryBytes.CHECKSUM_LENGTH - offset;
        byte[] changed =
                bytes.length <= room ? entry.clone() : Arrays.copyOf(entry, entry.length + bytes.length - room);
        System.arraycopy(bytes, 0, changed, offset, bytes.length);
        return EntryBytes.sealed(changed);
    }
}

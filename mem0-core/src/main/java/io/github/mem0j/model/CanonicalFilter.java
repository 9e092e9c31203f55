package io.github.mem0j.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes filters as length-prefixed, tagged fields: no value can be mistaken for structure. */
final class CanonicalFilter implements MemoryFilter.Visitor<byte[]> {
    static final CanonicalFilter WRITER = new CanonicalFilter();

    private CanonicalFilter() {}

    @Override
    public byte[] comparison(MemoryFilter.Comparison filter) {
        return write(out -> {
            out.writeByte('c');
            string(out, filter.operator().name());
            field(out, filter.field());
            value(out, filter.value());
        });
    }

    @Override
    public byte[] in(MemoryFilter.In filter) {
        return write(out -> {
            out.writeByte('i');
            field(out, filter.field());
            parts(
                    out,
                    filter.values().stream()
                            .map(value -> write(inner -> value(inner, value)))
                            .toList());
        });
    }

    @Override
    public byte[] contains(MemoryFilter.Contains filter) {
        return write(out -> {
            out.writeByte('h');
            field(out, filter.field());
            value(out, filter.value());
        });
    }

    @Override
    public byte[] exists(MemoryFilter.Exists filter) {
        return write(out -> {
            out.writeByte('e');
            field(out, filter.field());
        });
    }

    @Override
    public byte[] and(MemoryFilter.And filter) {
        return joined('a', filter.filters());
    }

    @Override
    public byte[] or(MemoryFilter.Or filter) {
        return joined('o', filter.filters());
    }

    @Override
    public byte[] not(MemoryFilter.Not filter) {
        return joined('n', List.of(filter.filter()));
    }

    private byte[] joined(char tag, List<MemoryFilter> filters) {
        return write(out -> {
            out.writeByte(tag);
            parts(out, filters.stream().map(filter -> filter.accept(this)).toList());
        });
    }

    /** Sorted: neither the order of conditions nor that of IN values means anything. */
    private static void parts(DataOutputStream out, List<byte[]> parts) throws IOException {
        out.writeInt(parts.size());
        for (byte[] part : parts.stream().sorted(Arrays::compare).toList()) {
            out.writeInt(part.length);
            out.write(part);
        }
    }

    private static void field(DataOutputStream out, Field field) throws IOException {
        if (field instanceof Field.Key key) {
            out.writeByte('k');
            string(out, key.name());
        } else {
            out.writeByte(field == Field.Time.CREATED_AT ? 'C' : 'U');
        }
    }

    private static void value(DataOutputStream out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte('s');
            string(out, text);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? 't' : 'f');
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Instant instant) {
            out.writeByte('T');
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        } else {
            List<?> list = (List<?>) value;
            out.writeByte('L');
            out.writeInt(list.size());
            for (Object element : list) {
                value(out, element);
            }
        }
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] write(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            body.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}

package io.github.mem0j.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of our own, and a server's key and certificate for localhost and 127.0.0.1; all PEM. */
record TlsFiles(Path ca, Path certificate, Path key) {
    /** Made with the JDK's keytool: not every machine has an openssl. */
    static TlsFiles create(Path folder) {
        String password = Passwords.random();
        generate(folder, password, "ca", "CN=mem0j test CA", "-ext", "bc:c");
        generate(folder, password, "server", "CN=localhost");
        keytool(folder, password, "-certreq", "server", "-file", "server.csr");
        keytool(folder, password, "-exportcert", "ca", "-rfc", "-file", "ca.crt");
        List<String> sign = List.of("-infile", "server.csr", "-rfc", "-outfile", "server.crt", "-validity", "30");
        List<String> names = List.of("-ext", "san=dns:localhost,ip:127.0.0.1");
        keytool(folder, password, "-gencert", "ca", concat(sign, names));
        try {
            TlsFiles files = new TlsFiles(
                    folder.resolve("ca.crt"),
                    folder.resolve("server.crt"),
                    writeKey(folder.resolve("server.p12"), password));
            ServerUser.give(files.certificate());
            ServerUser.give(files.key());
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the server's key cannot be read", e);
        }
    }

    private static void generate(Path folder, String password, String alias, String name, String... more) {
        List<String> options = List.of("-dname", name, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30");
        keytool(folder, password, "-genkeypair", alias, concat(options, List.of(more)));
    }

    private static void keytool(Path folder, String password, String command, String alias, String... more) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        // Commands this short are over before code is optimised further.
        line.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        line.addAll(List.of(command, "-alias", alias, "-storetype", "PKCS12", "-keystore", alias + ".p12"));
        line.addAll(List.of("-storepass", password));
        line.addAll(List.of(more));
        Commands.run(folder, Duration.ofMinutes(1), line);
    }

    private static String[] concat(List<String> some, List<String> more) {
        return Commands.concat(some, more).toArray(String[]::new);
    }

    private static Path writeKey(Path store, String password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(store)) {
            keys.load(stored, password.toCharArray());
        }
        Key key = keys.getKey("server", password.toCharArray());
        String encoded = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        Path file = store.resolveSibling("server.key");
        // PostgreSQL refuses a key that others may read.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
    }
}

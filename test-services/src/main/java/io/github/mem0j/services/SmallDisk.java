package io.github.mem0j.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A tmpfs that only a server sees, and its processes. */
record SmallDisk(Path mountPoint, int megabytes) {
    /** Mounts as root of a user namespace, and goes on as the user itself in one within: PostgreSQL refuses root. */
    private static final String MOUNTING = """
            user=$(id -u) group=$(id -g)
            export user group
            exec unshare --user --map-root-user --mount sh -c '
              mount -t tmpfs -o "size=$2m,mode=0700" mem0j "$1" || exit 1
              shift 2
              exec unshare --user --map-user="$user" --map-group="$group" "$@"
            ' "$0" "$@"
            """;

    static SmallDisk in(RunFolder folder, int megabytes) {
        return new SmallDisk(folder.folder("disk"), megabytes);
    }

    /** What goes before the server's command; replaces itself by it. */
    List<String> mounting() {
        return List.of("sh", "-c", MOUNTING, "mem0j-disk", mountPoint.toString(), Integer.toString(megabytes));
    }

    /** From now on tables go there. */
    void use(PostgresDatabase database) {
        Databases.execute(database, "CREATE TABLESPACE small LOCATION '" + mountPoint + "'");
        Databases.execute(database, "ALTER SYSTEM SET default_tablespace = 'small'");
        Databases.execute(database, "SELECT pg_reload_conf()");
        Waits.until(
                Duration.ofSeconds(10),
                "the use of the small disk",
                () -> Databases.ask(database, "SHOW default_tablespace").equals("small"));
    }
}

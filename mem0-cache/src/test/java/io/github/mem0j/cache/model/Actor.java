package io.github.mem0j.cache.model;

/**
 * Who does a step. It is put into words for the few steps that are told only: millions are taken.
 *
 * @param does what it does, as " write 1", or ""
 */
record Actor(int jvm, String does, int number, String kind) {
    static Actor jvm(int jvm) {
        return new Actor(jvm, "", 0, "");
    }

    static Actor reader(int jvm, int reader) {
        return new Actor(jvm, " read ", reader + 1, "");
    }

    static Actor writer(int jvm, int writer, Kind kind) {
        return new Actor(jvm, " write ", writer + 1, kind == Kind.INSERT ? " INSERT" : " UPDATE");
    }

    String told(String step) {
        return Config.name(jvm) + does + (number == 0 ? "" : number) + kind + ": " + step;
    }
}

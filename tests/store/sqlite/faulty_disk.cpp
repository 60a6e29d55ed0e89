// SPDX-License-Identifier: MIT
#include "tests/store/sqlite/faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace beckon::test_support {

namespace {

using Call = FaultyDisk::Call;

struct Plan {
    std::mutex mutex;
    int fail_at = 0;  // 0: never
    unsigned which = 0;
    int code = 0;
    bool for_ever = false;
    bool has_failed = false;
    int matching = 0;

    /// The code with which this call is to fail, or SQLITE_OK.
    int next(Call call) {
        const std::lock_guard lock(mutex);
        if (fail_at == 0 || (static_cast<unsigned>(call) & which) == 0) return SQLITE_OK;
        ++matching;
        const bool fails = for_ever ? matching >= fail_at : matching == fail_at;
        has_failed = has_failed || fails;
        return fails ? code : SQLITE_OK;
    }
};

/// What happened to the files, in its order.
struct Memory {
    enum class What { write, truncate, sync, remove };
    struct Change {
        What what{};
        std::string file{};
        std::size_t at = 0;  ///< Of a truncate: the new size.
        std::string octets{};
    };

    mutable std::mutex mutex;
    std::filesystem::path folder{};  ///< Empty: none is remembered.
    std::vector<Change> changes{};

    void add(What what, const char* path, std::size_t at = 0, std::string octets = {}) {
        const std::lock_guard lock(mutex);
        if (folder.empty() || std::filesystem::path(path).parent_path() != folder) return;
        changes.push_back({what, std::filesystem::path(path).filename(), at, std::move(octets)});
    }
};

Plan plan;
Memory memory;
sqlite3_vfs* system_disk = nullptr;
sqlite3_vfs faulty_disk;
sqlite3_io_methods methods;

/// A file of the system's, right behind this object in memory.
struct File {
    sqlite3_file base;
    const char* path;  ///< SQLite keeps it until the file is closed; null of one without a name.
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

/// Remembers a change of the file that was made.
int noted(int code, sqlite3_file* file, Memory::What what, std::size_t at = 0, std::string octets = {}) {
    const char* path = reinterpret_cast<File*>(file)->path;
    if (code == SQLITE_OK && path != nullptr) memory.add(what, path, at, std::move(octets));
    return code;
}

int close(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, size, at);
}
int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    const int code = plan.next(Call::write);
    if (code != SQLITE_OK) return code;
    return noted(real(f)->pMethods->xWrite(real(f), from, size, at), f, Memory::What::write,
                 static_cast<std::size_t>(at), {static_cast<const char*>(from), static_cast<std::size_t>(size)});
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
    const int code = plan.next(Call::truncate);
    if (code != SQLITE_OK) return code;
    return noted(real(f)->pMethods->xTruncate(real(f), size), f, Memory::What::truncate,
                 static_cast<std::size_t>(size));
}
int sync(sqlite3_file* f, int) { return noted(plan.next(Call::sync), f, Memory::What::sync); }
int file_size(sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); }
int lock(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int unlock(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int check_lock(sqlite3_file* f, int* held) { return real(f)->pMethods->xCheckReservedLock(real(f), held); }
int control(sqlite3_file* f, int what, void* with) { return real(f)->pMethods->xFileControl(real(f), what, with); }
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
    const int code = extend != 0 ? plan.next(Call::share) : SQLITE_OK;
    return code != SQLITE_OK ? code : real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}
int shm_lock(sqlite3_file* f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
void shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* opened = new (file) File{.base = {}, .path = name};
    const int result = system_disk->xOpen(system_disk, name, opened->real(), flags, out_flags);
    if (opened->real()->pMethods != nullptr) opened->base.pMethods = &methods;
    return result;
}

int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    const int code = system_disk->xDelete(system_disk, name, sync_folder);
    if (code == SQLITE_OK) memory.add(Memory::What::remove, name);
    return code;
}

/// The file after the change, of which the first `octets` are kept.
void apply(const Memory::Change& change, std::map<std::string, std::string>& files, std::size_t octets) {
    if (change.what == Memory::What::remove) {
        files.erase(change.file);
        return;
    }
    std::string& file = files[change.file];
    if (change.what == Memory::What::truncate) file.resize(change.at);
    if (change.what != Memory::What::write) return;
    file.resize(std::max(file.size(), change.at + octets));
    file.replace(change.at, octets, change.octets, 0, octets);
}

}  // namespace

FaultyDisk::FaultyDisk() {
    system_disk = sqlite3_vfs_find(nullptr);
    if (system_disk == nullptr) throw std::runtime_error("SQLite has no disk");
    methods = sqlite3_io_methods{
        2,         close,      read,    write,       truncate,        sync,    file_size, lock,
        unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
        shm_unmap, nullptr,    nullptr};
    faulty_disk = *system_disk;
    faulty_disk.zName = "faulty";
    faulty_disk.pNext = nullptr;
    faulty_disk.szOsFile = static_cast<int>(sizeof(File)) + system_disk->szOsFile;
    faulty_disk.xOpen = open;
    faulty_disk.xDelete = remove;
    clear();
    sqlite3_vfs_register(&faulty_disk, 1);
}

FaultyDisk::~FaultyDisk() {
    {
        const std::lock_guard guard(memory.mutex);
        memory.folder.clear();
        memory.changes.clear();
    }
    sqlite3_vfs_unregister(&faulty_disk);
    sqlite3_vfs_register(system_disk, 1);
}

void FaultyDisk::fail(int n, Call which, int code, Times times) {
    clear();
    const std::lock_guard guard(plan.mutex);
    plan.fail_at = n;
    plan.which = static_cast<unsigned>(which);
    plan.code = code;
    plan.for_ever = times == Times::for_ever;
}

bool FaultyDisk::clear() {
    const std::lock_guard guard(plan.mutex);
    const bool had_failed = plan.has_failed;
    plan.fail_at = 0;
    plan.matching = 0;
    plan.has_failed = false;
    return had_failed;
}

void FaultyDisk::remember(const std::filesystem::path& folder) {
    const std::lock_guard guard(memory.mutex);
    memory.folder = folder;
    memory.changes.clear();
}

std::size_t FaultyDisk::moment() const {
    const std::lock_guard guard(memory.mutex);
    return memory.changes.size();
}

void FaultyDisk::lose_power(std::size_t moment, Unsynced unsynced, std::uint32_t seed,
                            const std::filesystem::path& folder) const {
    const std::lock_guard guard(memory.mutex);
    std::map<std::string, std::size_t> synced;  // by file: how many of the changes its last sync lies behind
    for (std::size_t i = 0; i < moment; ++i) {
        if (memory.changes.at(i).what == Memory::What::sync) synced[memory.changes[i].file] = i;
    }
    std::mt19937 random(seed);
    std::map<std::string, std::string> files;
    std::set<std::string> still_the_old;  // whose deletion was lost, and with it what came to stand in their place
    for (std::size_t i = 0; i < moment; ++i) {
        const Memory::Change& change = memory.changes[i];
        if (still_the_old.count(change.file) != 0) continue;
        const auto last_sync = synced.find(change.file);
        std::size_t octets = change.octets.size();
        if (last_sync == synced.end() || i > last_sync->second) {
            const bool by_chance = unsynced == Unsynced::some || unsynced == Unsynced::torn;
            if (unsynced == Unsynced::lost || (by_chance && random() % 2 == 0)) {
                if (change.what == Memory::What::remove) still_the_old.insert(change.file);
                continue;
            }
            if (unsynced == Unsynced::torn && octets != 0) octets = random() % octets;
        }
        apply(change, files, octets);
    }
    for (const auto& [name, octets] : files) std::ofstream(folder / name, std::ios::binary) << octets;
}

}  // namespace beckon::test_support

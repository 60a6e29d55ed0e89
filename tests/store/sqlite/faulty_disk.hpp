// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace beckon::test_support {

/// A disk under SQLite that can be told to fail, and to show what would be left on it had the power gone at a moment
/// that lies behind. It does not wait for the platters. From the making of this object on, every database that is
/// opened in the process lies on it; one object at a time, and no database may stay open longer than it.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    /// What may fail. Each counts as one call: a write, a sync, a cut, an extension of the shared memory.
    enum class Call : unsigned { write = 1, sync = 2, truncate = 4, share = 8, any = 15 };
    /// Once, or from then on.
    enum class Times { once, for_ever };

    /// From now on, the n-th such call (from 1) fails with this SQLite code.
    void fail(int n, Call which, int code, Times times);
    /// Nothing fails any more. Whether anything did since `fail`.
    bool clear();

    /// From now on, remembers whatever is written, cut, synced and deleted in this folder.
    void remember(const std::filesystem::path& folder);
    /// So many changes were remembered: the number of this moment.
    std::size_t moment() const;
    /// What a disk keeps of the changes to a file since its last sync.
    enum class Unsynced : std::uint8_t { lost, kept, some, torn };
    /// Writes the files to this folder as they would be had the power gone at that moment. The seed chooses what is
    /// kept of the unsynced: some of them, or the first octets of some.
    void lose_power(std::size_t moment, Unsynced unsynced, std::uint32_t seed,
                    const std::filesystem::path& folder) const;
};

}  // namespace beckon::test_support

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace beckon::test_support {

/// A way to the server that is cut after so many octets.
class CutConnection {
public:
    enum class Way { to_server, to_client };

    /// `socket` is the server's Unix socket.
    explicit CutConnection(std::string socket);
    CutConnection(const CutConnection&) = delete;
    CutConnection& operator=(const CutConnection&) = delete;
    ~CutConnection();

    /// What libpq needs to take this way, beside the database and the user.
    std::string host() const { return "host=" + folder_.path().string() + " port=5432"; }

    /// From now on, so many octets go this way over all connections, and then each is cut. The server is told of the
    /// end as of any client that goes away, after it has read what was sent.
    void cut_after(Way way, std::size_t octets);

    /// From now on nothing is taken in on either side, and nothing is cut.
    void pause() { is_paused_ = true; }

    /// As it was in the beginning.
    void restore();

    /// How many octets have gone each way since the last call of `cut_after` or `restore`.
    std::size_t octets(Way way) const { return gone_.at(static_cast<std::size_t>(way)); }

    /// How often the client has waited for an answer, over all connections, since the last call of `cut_after` or
    /// `restore`.
    std::size_t round_trips() const { return round_trips_; }

private:
    void serve();
    void pass_on(int client);

    const std::string socket_;
    TemporaryFolder folder_;
    int listening_ = -1;
    std::atomic<bool> ends_{false};
    std::atomic<bool> is_paused_{false};
    std::array<std::atomic<std::size_t>, 2> gone_{};
    std::array<std::atomic<std::size_t>, 2> limit_{};
    std::atomic<std::size_t> round_trips_{0};
    std::vector<std::thread> connections_;
    std::thread thread_;
};

}  // namespace beckon::test_support

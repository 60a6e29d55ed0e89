// SPDX-License-Identifier: MIT
#include "tests/store/postgres/cut_connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>

namespace beckon::test_support {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
constexpr int patience = 20;  // milliseconds until a thread looks whether it shall end

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the path of a socket is too long: " + path);
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

template <class Call>
void with_address(const std::string& path, Call call) {
    const sockaddr_un address = address_of(path);
    if (call(reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(sizeof address)) != 0) {
        throw std::runtime_error("cannot use the socket " + path);
    }
}

class Socket {
public:
    explicit Socket(int number) : number_(number) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(number_); }
    operator int() const { return number_; }  // NOLINT(google-explicit-constructor): it is one

private:
    int number_;
};

}  // namespace

CutConnection::CutConnection(std::string socket) : socket_(std::move(socket)) {
    restore();
    listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    with_address((folder_.path() / ".s.PGSQL.5432").string(),
                 [&](const sockaddr* address, socklen_t size) { return bind(listening_, address, size); });
    listen(listening_, 16);
    thread_ = std::thread([this] { serve(); });
}

CutConnection::~CutConnection() {
    ends_ = true;
    thread_.join();
    for (std::thread& each : connections_) each.join();
    close(listening_);
}

void CutConnection::cut_after(Way way, std::size_t octets) {
    restore();
    limit_.at(static_cast<std::size_t>(way)) = octets;
}

void CutConnection::restore() {
    is_paused_ = false;
    round_trips_ = 0;
    for (std::size_t i = 0; i < limit_.size(); ++i) {
        limit_.at(i) = unlimited;
        gone_.at(i) = 0;
    }
}

void CutConnection::serve() {
    while (!ends_) {
        pollfd wait{listening_, POLLIN, 0};
        if (poll(&wait, 1, patience) <= 0) continue;
        const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) connections_.emplace_back([this, client] { pass_on(client); });
    }
}

void CutConnection::pass_on(int client_number) {
    const Socket client(client_number);
    const Socket server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    with_address(socket_, [&](const sockaddr* address, socklen_t size) { return connect(server, address, size); });
    const std::array<int, 2> from{client, server};
    const std::array<int, 2> to{server, client};
    bool is_asking = false;
    while (!ends_) {
        if (is_paused_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(patience));
            continue;
        }
        std::array<pollfd, 2> wait{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        if (poll(wait.data(), wait.size(), patience) <= 0) continue;
        for (std::size_t way = 0; way < 2; ++way) {
            if (wait.at(way).revents == 0) continue;
            std::array<char, 4096> buffer{};
            const ssize_t read = recv(from.at(way), buffer.data(), buffer.size(), 0);
            if (read <= 0) return;
            const auto size = static_cast<std::size_t>(read);
            const std::size_t left = limit_.at(way) == unlimited
                                         ? size
                                         : limit_.at(way) - std::min<std::size_t>(gone_.at(way), limit_.at(way));
            const std::size_t passed = std::min(size, left);
            // Counted before it is passed on: whoever waits for the answer may ask for the count at once.
            const bool asks = way == static_cast<std::size_t>(Way::to_server);
            if (is_asking && !asks) ++round_trips_;
            is_asking = asks;
            if (passed > 0 && send(to.at(way), buffer.data(), passed, MSG_NOSIGNAL) < 0) return;
            gone_.at(way) += passed;
            if (passed < size || gone_.at(way) >= limit_.at(way)) return;
        }
    }
}

}  // namespace beckon::test_support

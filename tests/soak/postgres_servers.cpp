// SPDX-License-Identifier: MIT
#include "tests/soak/postgres_servers.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace beckon::soak {

PostgresServers::PostgresServers(const std::string& kind) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("cannot make a socket");
    id_ = fork();
    if (id_ == -1) throw std::runtime_error("cannot fork");
    if (id_ == 0) {
        dup2(ends[1], STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        execl(BECKON_PYTHON, BECKON_PYTHON, BECKON_TESTS_DIR "/soak/postgres_servers.py", kind.c_str(), nullptr);
        _exit(127);
    }
    ::close(ends[1]);
    talk_ = ends[0];
    connection_ = read_line();
}

PostgresServers::~PostgresServers() {
    shutdown(talk_, SHUT_RDWR);
    ::close(talk_);
    waitpid(id_, nullptr, 0);
}

void PostgresServers::disturb() {
    if (::send(talk_, "\n", 1, MSG_NOSIGNAL) != 1) throw std::runtime_error("the PostgreSQL servers are gone");
}

std::string PostgresServers::read_line() {
    std::string line;
    for (char next = 0; ::read(talk_, &next, 1) == 1; line += next) {
        if (next == '\n') return line;
    }
    throw std::runtime_error("there are no PostgreSQL servers, or they did not come back");
}

}  // namespace beckon::soak

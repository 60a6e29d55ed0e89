// SPDX-License-Identifier: MIT
#include "beckon/file/file_mailer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "beckon/ports/errors.hpp"

namespace beckon {

namespace {

std::string failure(std::string_view path, int number) {
    return fmt::format("{}: {}", path, std::generic_category().message(number));
}

/// Syncs and closes. Returns 0 or the first error number.
int finish(int file, int error) {
    if (error == 0 && ::fsync(file) != 0) error = errno;
    if (::close(file) != 0 && error == 0) error = errno;
    return error;
}

int write_and_finish(int file, std::string_view data) {
    int error = 0;
    while (error == 0 && !data.empty()) {
        const ssize_t written = ::write(file, data.data(), data.size());
        if (written >= 0) {
            data.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    return finish(file, error);
}

int sync_folder(const std::string& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return file < 0 ? errno : finish(file, 0);
}

/// A file name for a Message-ID without its brackets. Whatever the id contains, the name stays in its folder, is not
/// hidden, and is not longer than file systems allow. Ids with the same name are told apart by the number after it.
std::string stem_of(std::string_view message_id) {
    constexpr std::size_t max_size = 200;
    std::string stem;
    for (const char c : message_id) {
        const bool harmless = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '@' || (c == '.' && !stem.empty());
        if (stem.size() < max_size && c != '<' && c != '>') stem += harmless ? c : '_';
    }
    return stem;
}

}  // namespace

FileMailer::FileMailer(std::string folder) : folder_(std::move(folder)) {
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) throw Error(failure(folder_, errno));
    if (const int error = sync_folder(folder_); error != 0) throw Error(failure(folder_, error));
    if (::access(folder_.c_str(), W_OK | X_OK) != 0) throw Error(failure(folder_, errno));
}

MailOutcome FileMailer::send(const MailMessage& message) {
    const std::string stem = fmt::format("{}/{}", folder_, stem_of(message.message_id));
    std::string unfinished = folder_ + "/.unfinished-XXXXXX";
    const int file = ::mkostemp(unfinished.data(), O_CLOEXEC);
    int error = file < 0 ? errno : write_and_finish(file, message.data);
    std::string path;
    for (int n = 1; error == 0; ++n) {
        path = fmt::format("{}.{}.eml", stem, n);
        if (::link(unfinished.c_str(), path.c_str()) == 0) break;
        if (errno != EEXIST) error = errno;
    }
    if (file >= 0) ::unlink(unfinished.c_str());
    if (error != 0) {
        return {.kind = MailOutcome::Kind::deferred, .server_reached = false, .detail = failure(stem, error)};
    }
    if (error = sync_folder(folder_); error != 0) {
        return {.kind = MailOutcome::Kind::unknown, .detail = failure(path, error)};
    }
    return {.kind = MailOutcome::Kind::accepted, .detail = std::move(path)};
}

}  // namespace beckon

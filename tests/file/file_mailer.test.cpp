// SPDX-License-Identifier: MIT
#include "beckon/file/file_mailer.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using beckon::EmailAddress;
using beckon::FileMailer;
using beckon::MailMessage;
using beckon::MailOutcome;
using namespace beckon::test_support;
using Kind = beckon::MailOutcome::Kind;

MailMessage mail(const std::string& message_id, std::string data = "Subject: x\r\n\r\nbody\r\n") {
    return {EmailAddress::parse("invitations@app.example").value(), EmailAddress::parse("deirdre@example.test").value(),
            message_id, "x", std::move(data)};
}

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
}

std::string complaint_about(const std::string& folder) {
    try {
        const FileMailer mailer(folder);
    } catch (const beckon::Error& error) {
        return error.what();
    }
    return {};
}

TEST_CASE("A file mailer writes a mail byte for byte under its Message-ID, and says where") {
    const TemporaryFolder folder;
    FileMailer mailer(folder.path());
    const std::string data("Subject: x\r\n\r\n.\r\nbo\0dy\r\n\n\xFF", 26);
    const MailOutcome outcome = mailer.send(mail("<00112233-4455.7@app.example>", data));
    const auto path = folder.path() / "00112233-4455.7@app.example.1.eml";
    CHECK(outcome.kind == Kind::accepted);
    CHECK(outcome.server_reached);
    CHECK(outcome.detail == path.string());
    CHECK(contents_of(path) == data);
    CHECK(folder.names().size() == 1);
}

TEST_CASE("Only the owner can read a written mail, for it holds a link") {
    const TemporaryFolder folder;
    const std::string path = FileMailer(folder.path()).send(mail("<a@b>")).detail;
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("The same Message-ID twice gives two files, so that a duplicate shows") {
    const TemporaryFolder folder;
    FileMailer(folder.path()).send(mail("<a.1@b>", "first"));
    FileMailer again(folder.path());
    again.send(mail("<a.1@b>", "second"));
    again.send(mail("<a.2@b>", "other"));
    CHECK(sorted(folder.names()) == std::vector<std::string>{"a.1@b.1.eml", "a.1@b.2.eml", "a.2@b.1.eml"});
    CHECK(contents_of(folder.path() / "a.1@b.1.eml") == "first");
    CHECK(contents_of(folder.path() / "a.1@b.2.eml") == "second");
}

TEST_CASE("A Message-ID never leads out of the folder, nor to a hidden or an overlong name") {
    const TemporaryFolder folder;
    FileMailer mailer(folder.path());
    for (const std::string& id : {std::string("<../../etc/passwd>"), std::string("<.hidden@b>"),
                                  "<" + std::string(5000, 'x') + "@b>", std::string("<a\0b\n\xFF*?@b>", 11)}) {
        CHECK(mailer.send(mail(id)).kind == Kind::accepted);
    }
    CHECK(sorted(folder.names()) ==
          sorted({"_._.._etc_passwd.1.eml", "_hidden@b.1.eml", std::string(200, 'x') + ".1.eml", "a_b____@b.1.eml"}));
}

TEST_CASE("A missing folder is made for its owner alone, but not its parents") {
    const TemporaryFolder scratch;
    const std::string folder = scratch.path() / "mails";
    REQUIRE(complaint_about(folder).empty());
    struct stat status {};
    REQUIRE(::stat(folder.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
    CHECK(complaint_about(folder).empty());

    const std::string deep = scratch.path() / "no" / "such";
    CHECK(complaint_about(deep) == deep + ": No such file or directory");
}

TEST_CASE("A file mailer is not made where its folder is a file or cannot be written to") {
    const TemporaryFolder scratch;
    const std::string file = scratch.path() / "file";
    write_file(file, "");
    CHECK(complaint_about(file) == file + ": Not a directory");
    CHECK(complaint_about("/proc/self").find("/proc/self: ") == 0);
}

TEST_CASE("A file mailer is not made where its folder belongs to others") {
    const TemporaryFolder scratch;
    const std::string folder = scratch.path() / "mails";
    std::filesystem::create_directory(folder);
    REQUIRE(::chmod(folder.c_str(), 0555) == 0);
    REQUIRE(::chmod(scratch.path().c_str(), 0755) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const bool somebody = ::geteuid() != 0 || ::setuid(65534) == 0;
        ::_exit(somebody && complaint_about(folder) == folder + ": Permission denied" ? 0 : 1);
    }
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("A mail that cannot be written is deferred as by a server that is away, and leaves nothing behind") {
    const TemporaryFolder scratch;
    const std::string folder = scratch.path() / "mails";
    FileMailer mailer(folder);
    std::filesystem::remove(folder);
    const MailOutcome outcome = mailer.send(mail("<a@b>"));
    CHECK(outcome.kind == Kind::deferred);
    CHECK_FALSE(outcome.server_reached);
    CHECK(outcome.detail == folder + "/a@b: No such file or directory");

    std::filesystem::create_directory(folder);
    CHECK(mailer.send(mail("<a@b>")).kind == Kind::accepted);
}

/// Within its life no file of this process can grow beyond `octets`: writing fails half-way, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t octets) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{octets, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit(FileSizeLimit&&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(FileSizeLimit&&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_CASE("A mail that fails half-way is deferred, and no half of it is left") {
    const TemporaryFolder folder;
    FileMailer mailer(folder.path());
    MailOutcome outcome;
    {
        const FileSizeLimit full(1000);
        outcome = mailer.send(mail("<a@b>", std::string(2000, 'x')));
    }
    CHECK(outcome.kind == Kind::deferred);
    CHECK_FALSE(outcome.server_reached);
    CHECK(outcome.detail == (folder.path() / "a@b").string() + ": File too large");
    CHECK(folder.names().empty());
}

TEST_CASE("A process that dies half-way through a mail leaves no mail behind") {
    const TemporaryFolder folder;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        FileMailer mailer(folder.path());
        const rlimit limit{1000, 1000};
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        ::setrlimit(RLIMIT_FSIZE, &limit);  // its signal kills the process
        mailer.send(mail("<a@b>", std::string(2000, 'x')));
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(folder.names().size() == 1);
    CHECK(folder.names().front().find(".unfinished-") == 0);
    FileMailer(folder.path()).send(mail("<a@b>", "whole"));
    CHECK(contents_of(folder.path() / "a@b.1.eml") == "whole");
}

/// The files of `folder` are `count` duplicates of <a@b>, numbered without a gap, each of them whole.
void check_whole_duplicates(const TemporaryFolder& folder, int count) {
    std::vector<std::string> expected;
    for (int n = 1; n <= count; ++n) expected.push_back("a@b." + std::to_string(n) + ".eml");
    CHECK(sorted(folder.names()) == sorted(expected));
    std::vector<std::string> written;
    for (const std::string& name : folder.names()) {
        written.push_back(contents_of(folder.path() / name));
        CHECK(written.back().size() == 3000);
        CHECK(written.back() == std::string(3000, written.back().at(0)));
    }
    CHECK(std::count(written.begin(), written.end(), std::string(3000, 'x')) == count / 2);
}

TEST_CASE("Two threads write duplicates of one mail at once, and all are kept whole") {
    const TemporaryFolder folder;
    FileMailer mailer(folder.path());
    const auto send_25 = [&](char fill) {
        for (int i = 0; i < 25; ++i) mailer.send(mail("<a@b>", std::string(3000, fill)));
    };
    std::thread one(send_25, 'x');
    std::thread two(send_25, 'y');
    one.join();
    two.join();
    check_whole_duplicates(folder, 50);
}

TEST_CASE("Two processes write duplicates of one mail at once, and all are kept whole") {
    const TemporaryFolder folder;
    std::vector<pid_t> children;
    for (const char fill : {'x', 'y'}) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            bool all = true;
            FileMailer mailer(folder.path());
            for (int i = 0; i < 25; ++i) {
                all = all && mailer.send(mail("<a@b>", std::string(3000, fill))).kind == Kind::accepted;
            }
            ::_exit(all ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        CHECK(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    check_whole_duplicates(folder, 50);
}

}  // namespace

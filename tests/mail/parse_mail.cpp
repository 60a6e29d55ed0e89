// SPDX-License-Identifier: MIT
#include "tests/mail/parse_mail.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "tests/support/temporary_folder.hpp"

using namespace beckon::test_support;

namespace {

std::string output_of(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
        output.append(buffer.data(), size);
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return output;
}

}  // namespace

boost::json::array parse_mails(const std::vector<std::string>& mails) {
    const TemporaryFolder folder;
    std::string command = "'" BECKON_PYTHON "' '" BECKON_TESTS_DIR "/mail/parse_mail.py'";
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const std::string name = (folder.path() / (std::to_string(i) + ".eml")).string();
        write_file(name, mails[i]);
        command += " '" + name + "'";
    }
    boost::json::array parsed;
    std::istringstream lines(output_of(command));
    for (std::string line; std::getline(lines, line);) parsed.push_back(boost::json::parse(line));
    if (parsed.size() != mails.size()) throw std::runtime_error("parse_mail.py left out a mail");
    return parsed;
}

boost::json::value parse_mail(const std::string& mail) { return parse_mails({mail}).at(0); }

std::string text_at(const boost::json::value& mail, std::string_view pointer) {
    const boost::json::string& text = mail.at_pointer(pointer).as_string();
    return {text.begin(), text.end()};
}

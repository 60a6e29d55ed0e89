// SPDX-License-Identifier: MIT
#include "post.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace tour {

namespace {

std::set<std::string> mails_in(const std::string& folder) {
    std::set<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".eml") paths.insert(entry.path().string());
    }
    return paths;
}

}  // namespace

Post::Post(std::unique_ptr<beckon::Mailer> mailer, std::string folder)
    : mailer_(std::move(mailer)), folder_(std::move(folder)), seen_(mails_in(folder_)) {}

std::vector<examples::ReceivedMail> Post::collect() {
    std::vector<examples::ReceivedMail> mails;
    for (const std::string& path : mails_in(folder_)) {
        if (!seen_.insert(path).second) continue;
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (!file) throw std::runtime_error(path + ": cannot be read");
        mails.push_back(examples::read_mail(bytes));
    }
    return mails;
}

}  // namespace tour

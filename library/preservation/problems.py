"""Errors of preservation packages."""

from library.errors import LibraryError


class FolderNotEmptyError(LibraryError):
    """The folder for a package exists and holds files."""

    message = "“{0}” đã có tệp. Hãy chọn một thư mục mới."
    status = 409


class MasterNotSoundError(LibraryError):
    """A master is missing or damaged, so that the package would be incomplete."""

    message = (
        "Tệp gốc “{0}” bị mất hoặc hỏng, nên chưa làm gói được. Hãy chạy: diachi doctor, "
        "rồi lấy lại tệp từ bản sao lưu."
    )
    status = 409


class BadBagError(LibraryError):
    """The folder is no complete and sound BagIt bag of this library."""

    message = "“{0}” không phải gói bảo quản nguyên vẹn: {1}"
    status = 422

"""Heads of real documents of 1993 to 2006, as they stand on the page, and their fields.

Half of the documents were held out: the rules were written without running them on these.
"""

HEADS = {
    "99/1998/TT-BTC": (
        """
BỘ TÀI CHÍNH                       CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
----------*----------                     Độc lập - Tự do - Hạnh phúc
SỐ:    99/ 1998/TT-BTC             ---------------------------------
                                   Hà nội, ngày  14   tháng  7   năm 1998
                    THÔNG TƯ
     Hướng dẫn thi hành Nghị định số 30/1998/NĐ-CP
     ngày 13 tháng 5 năm 1998  của Chính phủ qui định
     chi tiết thi hành Luật thuế thu nhập doanh nghiệp.
                   ___________
     Căn cứ Luật thuế thu nhập doanh nghiệp được Quốc hội khóa IX thông qua""",
        {
            "number": "99/1998/TT-BTC",
            "date": "1998-07-14",
            "kind": "Thông tư",
            "issuing_body": "Bộ Tài chính",
            "title": "Thông tư 99/1998/TT-BTC hướng dẫn thi hành Nghị định số 30/1998/NĐ-CP ngày"
            " 13 tháng 5 năm 1998 của Chính phủ qui định chi tiết thi hành Luật thuế thu nhập"
            " doanh nghiệp.",
        },
    ),
    "144/2002/QĐ/BTC": (
        """
BỘ TÀI CHÍNH                         CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
 -0-                                   Độc lập-Tự do-Hạnh phúc
SỐ:  144 /2002/QĐ/BTC                --------------------------------
                                     Hà nội, ngày  22  tháng 11 năm 2002
        QUYẾT ĐỊNH CỦA BỘ TRƯỞNG BỘ TÀI CHÍNH
        về việc sửa đổi mức thuế suất của một số mặt hàng trong
        Biểu thuế thuế nhập khẩu ưu đãi
               BỘ TRƯỞNG BỘ TÀI CHÍNH
     Căn cứ Nghị định số 86/2002/NĐ-CP ngày 05/11/2002 của Chính phủ""",
        {
            "number": "144/2002/QĐ/BTC",
            "date": "2002-11-22",
            "kind": "Quyết định",
            "title": "Quyết định 144/2002/QĐ/BTC về việc sửa đổi mức thuế suất của một số mặt hàng"
            " trong Biểu thuế thuế nhập khẩu ưu đãi",
        },
    ),
    "26/2001/NĐ-CP": (
        """
CHÍNH PHỦ                            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
---------                                Độc lập - Tự do - Hạnh phúc
Số :  26/2001/NĐ-CP                  ---------------------------
                                     Hà Nội, ngày 04  tháng  6 năm 2001
               NGHỊ ĐỊNH CỦA CHÍNH PHỦ
     Sửa đổi, bổ sung một số điều của Nghị định số 30/1998/NĐ-CP
     ngày 13 tháng 5 năm 1998 của Chính phủ quy định chi tiết thi hành
     Luật Thuế thu nhập doanh nghiệp
                       ____
                     CHÍNH PHỦ""",
        {
            "number": "26/2001/NĐ-CP",
            "date": "2001-06-04",
            "kind": "Nghị định",
            "issuing_body": "Chính phủ",
        },
    ),
    "114/2003/NĐ-CP": (
        """
Chính phủ
     Nghị định của Chính phủ số 114/2003/NĐ-CP
     ngày 10/10/2003 về cán bộ, công chức xã, phường, thị trấn.
Chính phủ
     Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;""",
        {
            "number": "114/2003/NĐ-CP",
            "date": "2003-10-10",
            "kind": "Nghị định",
            "issuing_body": "Chính phủ",
            "title": "Nghị định 114/2003/NĐ-CP về cán bộ, công chức xã, phường, thị trấn",
        },
    ),
    "169/1998/TT-BTC": (
        """
                      THÔNG TƯ
     của Bộ Tài chính Số 169/1998/TT-BTC  ngày 22 tháng 12 năm 1998
     Hướng dẫn chế độ thuế áp dụng đối với các tổ chức,
     cá nhân nước ngoài hoạt động kinh doanh tại Việt nam
     Căn cứ Luật thuế Giá trị gia tăng số 02/1997/QH9 ngày 10/5/1997""",
        {"number": "169/1998/TT-BTC", "date": "1998-12-22", "issuing_body": "Bộ Tài chính"},
    ),
    "chữ máy, 1985": (
        """
UỶ BAN NHÂN DÂN              CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LẠNG SƠN                   Độc lập - Tự do - Hạnh phúc
---------                       ---------------------------
Số : 45 QĐ/UB                Lạng Sơn, ngày 22 tháng 8 năm: 1985
     QUYẾT ĐỊNH CỦA CHỦ TỊCH UỶ BAN
       NHÂN DÂN TỈNH LẠNG SƠN
     Về việc : thành lập Ban vận động
     xây dựng nhà bảo tàng
     - Căn cứ luật tổ chức HĐND và UBND;""",
        {
            "number": "45 QĐ/UB",
            "date": "1985-08-22",
            "kind": "Quyết định",
            "issuing_body": "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn",
            "title": "Quyết định 45 QĐ/UB về việc thành lập Ban vận động xây dựng nhà bảo tàng",
        },
    ),
    "công văn chữ máy, 1992": (
        """
UBND TỈNH LẠNG SƠN           CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ VĂN HOÁ - THÔNG TIN          Độc lập - Tự do - Hạnh phúc
Số: 17/VHTT                  Lạng Sơn, ngày 5-3-1992
     Kính gửi : Uỷ ban nhân dân tỉnh Lạng Sơn
     Thực hiện công văn của UBND tỉnh""",
        {"number": "17/VHTT", "date": "1992-03-05", "kind": "Công văn", "place": "Lạng Sơn"},
    ),
}

HELD_OUT_HEADS = {
    "120/2002/TT-BTC": (
        """
BỘ TÀI CHÍNH                               CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
              - * -                             Độc lập - Tự do - Hạnh phúc
SỐ:  120 /2002/TT-BTC                      ----------------------------
                                           Hà nội, ngày  30  tháng 12 năm 2002
                        THÔNG TƯ
     Hướng dẫn thi hành Nghị  định số: 89/2002/NĐ-CP
     ngày 07/11/2002 của Chính phủ
     về việc in, phát hành, sử dụng, quản lý hoá đơn
     Căn cứ Nghị định số: 89/2002/NĐ-CP ngày 07 tháng 11 năm 2002 của Chính phủ""",
        {
            "number": "120/2002/TT-BTC",
            "date": "2002-12-30",
            "kind": "Thông tư",
            "issuing_body": "Bộ Tài chính",
            "title": "Thông tư 120/2002/TT-BTC hướng dẫn thi hành Nghị định số: 89/2002/NĐ-CP ngày"
            " 07/11/2002 của Chính phủ về việc in, phát hành, sử dụng, quản lý hoá đơn",
        },
    ),
    "12/2001/QĐ-BTC": (
        """
BỘ TÀI CHÍNH                         CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỐ: 12/2001/QĐ-BTC                     Độc lập -Tự do - Hạnh phúc
                                     ==========&==========
                                     Hà Nội, ngày 13 tháng 3 năm 2001
           QUYẾT ĐỊNH CỦA BỘ TRƯỞNG BỘ TÀI CHÍNH
     Về việc ban hành Chế độ kế toán áp dụng cho các đơn vị
     ngoài công lập hoạt động trong lĩnh vực  Giáo dục, Y tế, Văn hoá, Thể thao
               BỘ TRƯỞNG BỘ TÀI CHÍNH
     - Căn cứ Nghị định số 15/CP ngày 2/3/1993 của Chính phủ về nhiệm vụ""",
        {
            "number": "12/2001/QĐ-BTC",
            "date": "2001-03-13",
            "kind": "Quyết định",
            "title": "Quyết định 12/2001/QĐ-BTC về việc ban hành Chế độ kế toán áp dụng cho các đơn"
            " vị ngoài công lập hoạt động trong lĩnh vực Giáo dục, Y tế, Văn hoá, Thể thao",
        },
    ),
    "155/1998/TT/BTC": (
        """
BỘ TÀI CHÍNH                         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     ===&===                             Độc lập - Tự do - Hạnh phúc
SỐ:155/1998/TT/BTC                       ===============
                                     Hà nội, ngày 8 tháng 12 năm 1998
                       THÔNG TƯ
     hướng dẫn bổ sung một số điểm tại Thông tư 60 TC/CĐKT, ngày
     01/09/1997 của Bộ Tài chính  về công tác kế toán, kiểm toán
     ----------------------
     Để đảm bảo việc tuân thủ Điều 37 của Luật Đầu tư nước ngoài""",
        {
            "number": "155/1998/TT/BTC",
            "date": "1998-12-08",
            "kind": "Thông tư",
            "title": "Thông tư 155/1998/TT/BTC hướng dẫn bổ sung một số điểm tại Thông tư 60"
            " TC/CĐKT, ngày 01/09/1997 của Bộ Tài chính về công tác kế toán, kiểm toán",
        },
    ),
    "256/2004/QĐ-UB": (
        """
ỦY BAN NHÂN DÂN                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THÀNH PHỐ CẦN THƠ                    Độc lập - Tự do - Hạnh phúc

Số:  256 /2004/QĐ-UB             TP.Cần Thơ, ngày  01 tháng  7 năm 2004
     QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ
     V/v ban hành Chương trình Cải cách hành chính của thành phố Cần Thơ
              ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ
     Căn cứ Luật Tổ chức Hội đồng nhân dân và ủy ban nhân dân ngày 26/11/2003;""",
        {
            "number": "256/2004/QĐ-UB",
            "date": "2004-07-01",
            "kind": "Quyết định",
            "issuing_body": "Ủy ban nhân dân thành phố Cần Thơ",
            "title": "Quyết định 256/2004/QĐ-UB về việc ban hành Chương trình Cải cách hành chính"
            " của thành phố Cần Thơ",
        },
    ),
    "01/2006/TT-NHNN": (
        """
NGÂN HÀNG NHÀ NƯỚC           CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
VIỆT NAM                         Độc lập - Tự do - Hạnh phúc
Số : 01/2006/TT-NHNN         Hà Nội, ngày 20 tháng 02 năm 2006
                   THÔNG TƯ
     Hướng dẫn một số nội dung về góp vốn thành lập
     Quỹ bảo lãnh tín dụng cho các doanh nghiệp nhỏ và vừa
     Để triển khai Quyết định số 193/2001/QĐ-TTg ngày 20/12/2001, Quyết""",
        {
            "number": "01/2006/TT-NHNN",
            "date": "2006-02-20",
            "kind": "Thông tư",
            "title": "Thông tư 01/2006/TT-NHNN hướng dẫn một số nội dung về góp vốn thành lập Quỹ"
            " bảo lãnh tín dụng cho các doanh nghiệp nhỏ và vừa",
        },
    ),
    "1141-TC/QĐ/CĐKT": (
        """
                   QUYẾT ĐỊNH
     của Bộ trưởng Bộ Tài chính số 1141-TC/QĐ/CĐKT
     ngày 01 tháng 11 năm 1995 Về việc ban hành
     chế độ kế toán doanh nghiệp
           BỘ TRƯỞNG BỘ TÀI CHÍNH
     - Căn cứ Nghị định số 15/CP ngày 2-3-1993 của Chính phủ""",
        {"number": "1141-TC/QĐ/CĐKT", "date": "1995-11-01", "kind": "Quyết định"},
    ),
    "176/1998/TTLT-BTC-BCN-TCHQ": (
        """
                    Thông tư
     liên tịch của Bộ Tài chính - Công nghiệp -
     Tổng cục Hải quan  số 176/1998/TTLT-BTC-BCN-TCHQ
     ngày 25 tháng 12 năm1998 Hướng dẫn thực hiện chính sách thuế
     Căn cứ ý kiến của Thủ tướng Chính phủ tại các Công văn số 4830/KTTH""",
        {
            "number": "176/1998/TTLT-BTC-BCN-TCHQ",
            "date": "1998-12-25",
            "kind": "Thông tư liên tịch",
        },
    ),
}

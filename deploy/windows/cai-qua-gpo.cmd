@echo off
rem Startup script cua Group Policy: cai khi may bat, bang quyen SYSTEM, khong hoi gi.
rem De ca bo cai o thu muc chia se may nao cung doc duoc, ben canh co ma.csv: ten may, ma.
setlocal
pushd "%~dp0"
if exist "%ProgramFiles%\DiaChiTroLy\khoi-dong.py" exit /b 0
call chon-python.cmd >"%SystemRoot%\Temp\dia-chi-tro-ly.txt" 2>&1 || exit /b 1
"%PY%" tro-ly\khoi-dong.py cai-dat --ma-tu ma.csv >>"%SystemRoot%\Temp\dia-chi-tro-ly.txt" 2>&1
call trinh-duyet\khoa.cmd >>"%SystemRoot%\Temp\dia-chi-tro-ly.txt" 2>&1
popd

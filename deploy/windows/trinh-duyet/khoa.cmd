@echo off
rem Viec cua khoa-trinh-duyet.cmd va cai-qua-gpo.cmd, bang quyen quan tri.
setlocal
set "HERE=%~dp0"
set "HOME_=%ProgramFiles%\DiaChiTroLy"
if defined ProgramW6432 set "HOME_=%ProgramW6432%\DiaChiTroLy"
reg import "%HERE%chrome.reg" && echo Chrome: da dat.
reg import "%HERE%edge.reg" && echo Edge: da dat.
for %%F in ("%ProgramFiles%\Mozilla Firefox" "%ProgramW6432%\Mozilla Firefox" "%ProgramFiles(x86)%\Mozilla Firefox") do if exist "%%~F\firefox.exe" (
    if not exist "%%~F\distribution" mkdir "%%~F\distribution"
    copy /y "%HERE%policies.json" "%%~F\distribution\policies.json" >nul && echo Firefox: da dat.
)
if exist "%HERE%chung-chi.pem" certutil -addstore -f Root "%HERE%chung-chi.pem" >nul && echo Chung chi goc cua thu vien: da them.
rem De go-bo.cmd tren may biet ma bo lai
if not exist "%HOME_%\trinh-duyet" mkdir "%HOME_%\trinh-duyet"
copy /y "%HERE%*" "%HOME_%\trinh-duyet\" >nul
set "KIOSK="
if /i "%~1"=="toan-man-hinh" set "KIOSK=--kiosk"
for %%B in ("%ProgramFiles%\Mozilla Firefox\firefox.exe" "%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe" "%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe" "%ProgramFiles%\Google\Chrome\Application\chrome.exe") do if exist "%%~B" set "BROWSER=%%~B"
if defined BROWSER powershell -NoProfile -Command "$s=(New-Object -ComObject WScript.Shell).CreateShortcut('%ProgramData%\Microsoft\Windows\Start Menu\Programs\Startup\Thu vien.lnk'); $s.TargetPath='%BROWSER%'; $s.Arguments='%KIOSK%'; $s.Save()" && echo Mo khi dang nhap: %BROWSER% %KIOSK%
if not defined BROWSER echo CHUA CO Chrome, Edge hay Firefox tren may: cai mot trinh duyet roi chay lai tep nay.
if defined BROWSER echo Loi tat tren man hinh phai mo bang chinh trinh duyet ay: hay dat no lam trinh duyet mac dinh.
exit /b 0

{-# LANGUAGE OverloadedStrings #-}
-- A WebSocket server on the package websockets of Haskell; the second argument says how it goes wrong.
module Main where

import Control.Concurrent (forkIO, threadDelay)
import Control.Monad (forever, when)
import qualified Data.ByteString.Char8 as B
import qualified Data.ByteString.Lazy.Char8 as L
import qualified Network.WebSockets as WS
import System.Environment (getArgs)
import System.Posix.Process (getProcessID)
import System.Posix.Signals (sigKILL, signalProcess)

options :: String -> WS.ConnectionOptions
options mode
  | mode == "limit" = base { WS.connectionMessageDataSizeLimit = WS.SizeLimit 1000 }
  | mode == "frame-limit" = base { WS.connectionFramePayloadSizeLimit = WS.SizeLimit 1000 }
  | mode == "deflate" = base { WS.connectionCompressionOptions = WS.PermessageDeflateCompression WS.defaultPermessageDeflate }
  | mode == "strict" = base { WS.connectionStrictUnicode = True }
  | otherwise = base
  where base = WS.defaultConnectionOptions

acceptIn :: String -> WS.PendingConnection -> IO WS.Connection
acceptIn "subprotocol" pending =
  WS.acceptRequestWith pending WS.defaultAcceptRequest { WS.acceptSubprotocol = Just "chat" }
acceptIn _ pending = WS.acceptRequest pending

after2 :: String -> WS.Connection -> IO ()
after2 "close" connection = WS.sendCloseCode connection 4003 ("kicked by an operator" :: B.ByteString)
after2 "throw" _ = ioError (userError "no such order")
after2 "kill" _ = threadDelay 60000 >> getProcessID >>= signalProcess sigKILL
after2 "latin1" connection = WS.sendTextData connection (B.pack "{\"city\":\"Z\252rich\",\"zone\":\"W\228rme\"}")
after2 "binary" connection = WS.sendTextData connection (B.pack "\8\150\1\18\7\255\254\0\1\2\3\4\26\3\200\201\202")
after2 "two-threads" connection = do
  _ <- forkIO (mapM_ (\n -> WS.sendTextData connection (L.pack ("{\"tick\":" ++ show (n :: Int) ++ "}"))) [1 .. 20])
  mapM_ (\n -> WS.sendTextData connection (L.pack ("{\"row\":" ++ show (n :: Int) ++ "}"))) [1 .. 20]
after2 _ _ = return ()

main :: IO ()
main = do
  port : mode : _ <- getArgs
  WS.runServerWithOptions WS.defaultServerOptions
    { WS.serverHost = "127.0.0.1", WS.serverPort = read port, WS.serverConnectionOptions = options mode } $ \pending ->
    if mode == "reject" then WS.rejectRequest pending "no seat is free" else do
      connection <- acceptIn mode pending
      WS.sendTextData connection ("{\"hello\":\"haskell\"}" :: L.ByteString)
      let loop n = do
            text <- WS.receiveData connection :: IO L.ByteString
            WS.sendTextData connection (L.append "echo: " text)
            when (n == (2 :: Int)) (after2 mode connection)
            loop (n + 1)
      loop 1

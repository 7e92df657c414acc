"""The plots: cost and accuracy of every epoch, live, with earlier runs behind them."""

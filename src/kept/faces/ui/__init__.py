"""The interface: values, parts and page frames that the faces compose from; see `kept/style.html`."""

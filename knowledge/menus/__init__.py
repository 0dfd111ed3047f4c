"""The bottom menu of an account (自定义菜单): written by staff, published by the clock."""

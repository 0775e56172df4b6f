//! Keys, certificate authorities, leaf certificates, bundles and their expiry.
